package dev.maestro.server.namespace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.model.Backlog;
import dev.maestro.protocol.model.Document;
import dev.maestro.protocol.model.RuntimeSettings;
import dev.maestro.server.domain.chat.MessageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the types that the hub serves to what it says and takes; {@code target/protocol.d.ts} is what the file must read: copy it
 * over {@code src/main/resources/web/client/protocol.d.ts}.
 */
class ProtocolTypesTest {
    private static final Path CLIENT = Path.of("src", "main", "resources", "web", "client");
    private static final Path SCRIPTS = Path.of(System.getProperty("maestro.js"));
    private static final PayloadLimits LIMITS = new PayloadLimits(1000, MessageLimits.USUAL);

    /** Documents of the hub's own, which clients see other things made of. */
    private static final Set<Class<?>> HIDDEN = Set.of(Backlog.class, RuntimeSettings.class);

    @TempDir
    Path folder;

    @Test
    void fileIsWhatTheCataloguesSay() throws IOException {
        String expected = new ProtocolTypes().text();
        Files.writeString(Path.of("target", "protocol.d.ts"), expected);

        assertThat(CLIENT.resolve("protocol.d.ts")).hasContent(expected);
    }

    @Test
    void everyNativeEventAndDocumentHasItsType() {
        assertThat(Arrays.stream(EventName.values())
                        .filter(event -> ProtocolTypes.data(event).isPresent()))
                .containsExactlyInAnyOrderElementsOf(EventName.nativeOnes());
        Set<Class<?>> documents = new ClassFileImporter()
                .importPackages(Document.class.getPackageName()).stream()
                        .filter(type -> type.isAssignableTo(Document.class) && type.isRecord())
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
        documents.removeAll(HIDDEN);
        assertThat(ProtocolTypes.DOCUMENTS).isEqualTo(documents);
    }

    static Set<ClientEvent<?>> clientEvents() {
        Set<ClientEvent<?>> all = new HashSet<>();
        ClientCatalogue.NAMESPACES.values().forEach(all::addAll);
        return all;
    }

    @Test
    void everyClientEventHasItsTypeAndNoOther() {
        assertThat(ClientWords.WORDS.keySet()).isEqualTo(clientEvents());
    }

    @ParameterizedTest
    @MethodSource("clientEvents")
    void payloadIsWhatTheHubReads(ClientEvent<?> event) {
        String payload = ClientWords.of(event).payload();
        boolean takesNothing = faultsOf(event, List.of()).isEmpty();
        assertThat(takesNothing).isEqualTo(!ClientWords.of(event).needed());
        ClientWords.fields(payload).ifPresent(fields -> {
            ObjectNode strange = Json.mapper().createObjectNode().put("strange", 1);
            Set<String> required = namesOf(fields, ClientWords.Field::required);
            assertThat(pathsOf(event, strange))
                    .containsAll(required)
                    .contains("strange")
                    .hasSize(required.size() + 1);

            ObjectNode nulls = Json.mapper().createObjectNode();
            fields.keySet().forEach(nulls::putNull);
            assertThat(pathsOf(event, nulls)).isEqualTo(namesOf(fields, field -> !field.nullable()));
        });
    }

    private static Set<String> namesOf(Map<String, ClientWords.Field> fields, Predicate<ClientWords.Field> which) {
        return fields.values().stream()
                .filter(which)
                .map(ClientWords.Field::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> pathsOf(ClientEvent<?> event, JsonNode payload) {
        return faultsOf(event, List.of(payload)).stream()
                .map(fault -> fault.path().substring(1))
                .collect(Collectors.toSet());
    }

    private static List<ErrorDetail> faultsOf(ClientEvent<?> event, List<JsonNode> args) {
        try {
            event.shape().inspect(args).reading().read(LIMITS);
            return List.of();
        } catch (HubException e) {
            return e.details();
        }
    }

    @Test
    void compilerTakesTheExampleAndEveryGoldenDocument() throws Exception {
        Files.writeString(folder.resolve("golden.ts"), golden(""));
        Compiled compiled = compile(SCRIPTS.resolve("types/example.ts"), folder.resolve("golden.ts"));

        assertThat(compiled.exitValue()).as(compiled.said()).isZero();
    }

    /** Each mistake is marked as one, so that the compiler complains of the one it does not find. */
    @Test
    void compilerFindsEveryMistake() throws Exception {
        Compiled compiled = compile(SCRIPTS.resolve("types/mistakes.ts"));

        assertThat(compiled.exitValue()).as(compiled.said()).isZero();
        String unmarked = Files.readString(SCRIPTS.resolve("types/mistakes.ts")).replace("// @ts-expect-error", "//");
        Files.writeString(folder.resolve("unmarked.ts"), unmarked);
        Compiled found = compile(folder.resolve("unmarked.ts"));
        assertThat(found.exitValue()).isNotZero();
    }

    @Test
    void documentWithMoreOrLessThanItsTypeIsNone() throws Exception {
        Files.writeString(folder.resolve("more.ts"), golden("strange"));
        assertThat(compile(folder.resolve("more.ts")).said().split("\"strange\"' does not exist in type", -1))
                .hasSize(ProtocolTypes.goldenNames().size() + 1);
        Files.writeString(folder.resolve("less.ts"), golden("-"));
        assertThat(compile(folder.resolve("less.ts")).said().split("Property 'projectId' is missing", -1))
                .hasSize(ProtocolTypes.goldenNames().size() + 1);
    }

    /** The golden documents as constants of their types; one field more, or with a dash without their project's id. */
    private static String golden(String change) throws IOException {
        StringBuilder text = new StringBuilder("import type * as hub from 'maestro-hub/protocol.js';\n");
        for (Map.Entry<Class<?>, String> golden : ProtocolTypes.goldenNames().entrySet()) {
            ObjectNode document = document(golden.getValue());
            if (change.equals("-")) {
                document.remove("projectId");
            } else if (!change.isEmpty()) {
                document.put(change, 1);
            }
            text.append("export const _" + golden.getKey().getSimpleName() + ": hub."
                    + golden.getKey().getSimpleName() + " = " + document + ";\n");
        }
        return text.toString();
    }

    private static ObjectNode document(String name) throws IOException {
        try (InputStream in =
                Files.newInputStream(Path.of("..", "protocol", "src", "test", "resources", "model", name + ".json"))) {
            return (ObjectNode) Json.mapper().readTree(in);
        }
    }

    private record Compiled(int exitValue, String said) {}

    private Compiled compile(Path... files) throws IOException, InterruptedException {
        ObjectNode config = Json.mapper().createObjectNode();
        ObjectNode options = config.putObject("compilerOptions");
        options.put("strict", true)
                .put("exactOptionalPropertyTypes", true)
                .put("noUncheckedIndexedAccess", true)
                .put("noEmit", true)
                .put("target", "es2022")
                .put("module", "esnext")
                .put("moduleResolution", "bundler");
        options.putArray("lib").add("es2023").add("dom");
        options.putArray("types");
        ObjectNode paths = options.putObject("paths");
        paths.putArray("maestro-hub/*").add(CLIENT.toAbsolutePath() + "/*");
        paths.putArray("socket.io-client")
                .add(SCRIPTS.toAbsolutePath()
                        .resolve("node_modules/socket.io-client")
                        .toString());
        Arrays.stream(files).map(Path::toAbsolutePath).forEach(path -> config.withArray("files")
                .add(path.toString()));
        Path project = folder.resolve("tsconfig.json");
        Files.writeString(project, config.toString());
        Path output = folder.resolve("output");
        Process compiler = new ProcessBuilder(
                        "node",
                        SCRIPTS.toAbsolutePath()
                                .resolve("node_modules/typescript/bin/tsc")
                                .toString(),
                        "--pretty",
                        "false",
                        "-p",
                        project.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(compiler.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Compiled(compiler.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
