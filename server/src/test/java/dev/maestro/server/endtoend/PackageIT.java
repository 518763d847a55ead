package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the jar: what it needs, what must be said of it, nothing else. */
@Timeout(600)
class PackageIT {
    private static final String LIBRARIES = "META-INF/sbom/maestro-hub.cdx.json";
    private static final String PACKAGES = "META-INF/sbom/maestro-hub-pages.cdx.json";
    private static final String LIST = "META-INF/THIRD-PARTY.txt";
    private static final Pattern IN_JAR = Pattern.compile("jar:file:.*/([^/!]+)\\.jar!/.*");

    @TempDir
    static Path folder;

    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(System.getProperty("maestro.jar", "target/maestro-hub.jar"));
        assertThat(jar.getEntry(LIBRARIES))
                .as("the list of libraries, which is made only while Maven is online: build without -o")
                .isNotNull();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void licenceAndNoticeAreTheProjects() throws IOException {
        assertThat(text("META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("..", "LICENSE")));
        assertThat(text("META-INF/NOTICE"))
                .startsWith(Files.readString(Path.of("..", "NOTICE")).strip())
                .contains("Jackson JSON processor");
    }

    @Test
    void everyLibraryThatTheClassesCameFromIsListed() throws IOException {
        Set<String> listed = new HashSet<>();
        for (JsonNode component : components(LIBRARIES)) {
            listed.add(component.path("name").asText() + "-"
                    + component.path("version").asText());
        }

        assertThat(origins()).hasSizeGreaterThan(50).allMatch(origin -> listed.stream()
                .anyMatch(each -> origin.equals(each) || origin.startsWith(each + "-")));
    }

    @Test
    void everyPackageOfThePagesIsListed() throws IOException {
        JsonNode lock = Json.tree(Files.readAllBytes(Path.of("src", "main", "npm", "package-lock.json")));
        Set<String> wanted = new TreeSet<>();
        lock.path("packages").properties().forEach(each -> {
            if (!each.getKey().isEmpty()) {
                wanted.add(
                        "pkg:npm/" + each.getKey().replace("node_modules/", "").replace("@", "%40") + "@"
                                + each.getValue().path("version").asText());
            }
        });

        assertThat(components(PACKAGES))
                .extracting(component -> component.path("purl").asText())
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void theListForPeopleNamesEachWithItsLicence() throws IOException {
        String list = text(LIST);
        for (String file : List.of(LIBRARIES, PACKAGES)) {
            for (JsonNode component : components(file)) {
                if (!component.path("group").asText().equals("dev.maestro")) {
                    assertThat(list)
                            .containsPattern(
                                    Pattern.quote(component.path("name").asText() + " "
                                                    + component.path("version").asText())
                                            + ": \\S");
                }
            }
        }
    }

    @Test
    void thereIsNoFileThatNobodyNeeds() {
        assertThat(jar.stream().map(ZipEntry::getName))
                .noneMatch(name -> name.startsWith("hazelcast") || name.endsWith(".map"))
                .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                .noneMatch(name -> name.contains("module-info.class"))
                .noneMatch(name -> name.startsWith("org/junit/") || name.startsWith("org/assertj/"))
                .noneMatch(name -> name.startsWith("web/") && name.contains("node_modules"));
    }

    @Test
    void noEntryIsThereTwice() {
        assertThat(jar.stream().map(ZipEntry::getName)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Windows", "Mac", "Linux"})
    void theStoreRunsOnEachSystem(String system) {
        assertThat(jar.stream().map(ZipEntry::getName))
                .anyMatch(name -> name.startsWith("org/sqlite/native/" + system + "/"));
    }

    @Test
    void itStarts() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder.resolve("data"))) {
            hub.awaitReady();
        }
    }

    /** The jars on the path of this test that the classes of the packaged one are in, without {@code .jar}. */
    private static Set<String> origins() {
        Set<String> origins = new TreeSet<>();
        Set<String> folders = new HashSet<>();
        jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .filter(name -> folders.add(name.substring(0, name.lastIndexOf('/') + 1)))
                .forEach(name -> {
                    URL found = Objects.requireNonNull(
                            PackageIT.class.getClassLoader().getResource(name), name);
                    Matcher matcher = IN_JAR.matcher(found.toString());
                    if (matcher.matches()) {
                        origins.add(matcher.group(1));
                    }
                });
        return origins;
    }

    private static List<JsonNode> components(String file) throws IOException {
        JsonNode bill = Json.tree(text(file).getBytes(StandardCharsets.UTF_8));
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        return StreamSupport.stream(bill.path("components").spliterator(), false)
                .toList();
    }

    private static String text(String entry) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
