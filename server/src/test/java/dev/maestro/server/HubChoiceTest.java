package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.command.HubAccess;
import dev.maestro.server.command.VerbFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubChoiceTest {
    private static final Map<String, String> ELSEWHERE =
            Map.of("MAESTRO_SERVER_URL", "https://hub.example.org", "MAESTRO_TOKEN", "t1");

    private final StringWriter errors = new StringWriter();

    private HubAccess choice(Map<String, String> environment, String... flags) {
        List<String> words = new ArrayList<>(List.of("task", "list"));
        words.addAll(List.of(flags));
        var parsed = HubCommand.commandLine()
                .parseArgs(words.toArray(String[]::new))
                .subcommand()
                .subcommand();
        return HubChoice.of(parsed, environment, new PrintWriter(errors, true));
    }

    @Test
    void withoutAnythingItIsThisMachinesHubAndTheLocalPerson() {
        HubAccess here = choice(Map.of());
        assertThat(here.base()).hasToString("http://localhost:3000");
        assertThat(here.token()).isEmpty();
    }

    @Test
    void theEnvironmentsTokenGoesToTheEnvironmentsHub() {
        assertThat(choice(ELSEWHERE).token()).contains("t1");
        assertThat(choice(ELSEWHERE, "--url", "https://hub.example.org/").token())
                .contains("t1");
        assertThat(choice(Map.of("MAESTRO_SESSION_TOKEN", "s1")).token()).contains("s1");
        Map<String, String> here = Map.of("MAESTRO_SERVER_URL", "http://localhost:3000", "MAESTRO_TOKEN", "t3");
        assertThat(choice(here, "--url", "http://127.0.0.1:4000").token()).contains("t3");
    }

    @Test
    void theEnvironmentsTokenGoesNowhereElse() {
        for (String url : List.of(
                "https://hub.example.com",
                "http://hub.example.org",
                "https://hub.example.org:444",
                "https://hub.example.org/other",
                "http://127.0.0.1:4000",
                "http://localhost.example.org")) {
            assertThatThrownBy(() -> choice(ELSEWHERE, "--url", url))
                    .as(url)
                    .isInstanceOf(VerbFailure.class)
                    .hasMessageContaining("The token of MAESTRO_TOKEN is not sent to " + url)
                    .hasMessageContaining("--token-file");
        }
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void aFileHoldsTheTokenForAnyHub(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "t2\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        HubAccess access = choice(ELSEWHERE, "--url", "https://a.example.org", "--token-file", file.toString());
        assertThat(access.token()).contains("t2");
        assertThat(access).asString().doesNotContain("t2");
        assertThat(errors.toString()).isEmpty();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        choice(Map.of(), "--url", "http://a.example.org", "--token-file", file.toString());
        assertThat(errors.toString()).contains("Others on this machine may read " + file, "unencrypted");
    }

    @Test
    void whatIsNoAddressOrNoTokenIsRefused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> choice(Map.of(), "--url", "hub")).isInstanceOf(VerbFailure.class);
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> choice(Map.of(), "--token-file", empty.toString()))
                .isInstanceOf(VerbFailure.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() ->
                        choice(Map.of(), "--token-file", folder.resolve("none").toString()))
                .isInstanceOf(VerbFailure.class)
                .hasMessageContaining("cannot be read");
    }
}
