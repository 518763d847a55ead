package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.maestro.server.schema.Meanings;
import dev.maestro.server.schema.Release;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /openapi.json} and {@code /asyncapi.json} say is valid, whole, and given to anybody. */
class DescriptionTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("maestro.js"));

    private static RestClient rest;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        rest = RestClient.start();
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @Test
    void validatorsThatOthersKeepFindNoFault() throws Exception {
        assertThat(faultsOf(
                        rest.get("/openapi.json").body(),
                        rest.get("/asyncapi.json").body()))
                .isEqualTo(RestClient.parse("{\"openapi\":[],\"asyncapi\":[]}"));
    }

    /** Else the validators could be of a mind to find nothing. */
    @Test
    void validatorsFindAFaultInEach() throws Exception {
        String routes = rest.get("/openapi.json").body().replaceFirst("\"in\":\"query\"", "\"in\":\"nowhere\"");
        String events = rest.get("/asyncapi.json").body().replaceFirst("\"action\":\"send\"", "\"action\":\"shout\"");
        JsonNode faults = faultsOf(routes, events);
        assertThat(faults.path("openapi")).isNotEmpty();
        assertThat(faults.path("asyncapi")).isNotEmpty();
    }

    private JsonNode faultsOf(String routes, String events) throws IOException, InterruptedException {
        Path output = folder.resolve("faults.json");
        Process validators = new ProcessBuilder(
                        "node",
                        SCRIPTS.resolve("descriptions.mjs").toString(),
                        Files.writeString(folder.resolve("openapi.json"), routes)
                                .toString(),
                        Files.writeString(folder.resolve("asyncapi.json"), events)
                                .toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        assertThat(validators.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(validators.exitValue()).isZero();
        return RestClient.parse(Files.readString(output, StandardCharsets.UTF_8));
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        Set<String> described = new TreeSet<>();
        rest.json("/openapi.json").path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described)
                .isEqualTo(new TreeSet<>(rest.routeNames().stream()
                        .filter(name -> !name.startsWith("HEAD "))
                        .map(name -> name.replace('<', '{').replace('>', '}'))
                        .toList()));
    }

    @Test
    void everythingHasAMeaningAndNoMeaningIsOfNothing() {
        Set<String> fields = new LinkedHashSet<>();
        List<String> meaningless = new ArrayList<>();
        for (String path : List.of("/openapi.json", "/asyncapi.json")) {
            rest.json(path).path("components").path("schemas").properties().forEach(type -> {
                boolean isForm = type.getValue().has("additionalProperties");
                if (!isForm && !type.getKey().endsWith("Ack")) {
                    fields.add(type.getKey() + ".");
                    if (!type.getValue().has("description")) {
                        meaningless.add(type.getKey());
                    }
                } else if (type.getValue().has("description")) {
                    fields.add(type.getKey() + ".");
                }
                gather(type.getKey(), type.getValue(), fields, meaningless);
            });
        }
        assertThat(meaningless).isEmpty();
        Meanings meanings = Meanings.all();
        Set<String> known = meanings.names("types");
        assertThat(known).allSatisfy(name -> {
            if (name.startsWith(Meanings.ANYWHERE + ".")) {
                String field = name.substring(Meanings.ANYWHERE.length());
                assertThat(fields).anyMatch(each -> each.endsWith(field) && !known.contains(each));
            } else {
                assertThat(fields).contains(name);
            }
        });
    }

    private static void gather(String type, JsonNode schema, Set<String> fields, List<String> meaningless) {
        schema.path("properties").properties().forEach(field -> {
            fields.add(type + "." + field.getKey());
            String meaning = field.getValue().path("description").asText();
            // What a form says of itself is how much it takes.
            if (meaning.isEmpty() || meaning.startsWith("At most ") || meaning.startsWith("Of at most ")) {
                meaningless.add(type + "." + field.getKey());
            }
            gather(type + "." + field.getKey(), field.getValue(), fields, meaningless);
            gather(type + "." + field.getKey(), field.getValue().path("items"), fields, meaningless);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "channels", "paths", "headers", "codes", "servers", "texts"})
    void everySentenceIsSaidSomewhere(String part) {
        String said =
                rest.get("/openapi.json").body() + rest.get("/asyncapi.json").body();
        assertThat(Meanings.all().names(part)).isNotEmpty().allSatisfy(name -> assertThat(said)
                .contains(TextNode.valueOf(Meanings.all().of(part, name).orElseThrow())
                        .toString()
                        .replaceAll("^\"|\"$", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/asyncapi.json"})
    void isGivenToAnybodyOnceAndCompressed(String path) {
        HttpResponse<String> answer =
                rest.request("GET", path).header("X-Maestro-Peer", "10.0.0.1").send();
        assertThat(answer.statusCode()).isEqualTo(200);
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(rest.request("GET", path).header("If-None-Match", tag).send().statusCode())
                .isEqualTo(304);
        byte[] compressed = rest.request("GET", path)
                .header("Accept-Encoding", "gzip")
                .sendForBytes()
                .body();
        assertThat(compressed.length).isLessThan(answer.body().length() / 4);
        assertThat(rest.request("HEAD", path).send().body()).isEmpty();
        assertThat(rest.request("GET", path).without("X-Maestro-Front").send().statusCode())
                .isEqualTo(403);
    }

    @Test
    void versionIsThatOfTheHub() throws IOException {
        Matcher version = Pattern.compile("<version>([^<-]+)").matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Release.VERSION).isEqualTo(version.group(1));
        assertThat(rest.json("/openapi.json").path("info").path("version").asText())
                .isEqualTo(Release.VERSION);
    }
}
