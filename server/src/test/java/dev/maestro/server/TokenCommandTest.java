package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TokenCommandTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    /** Neither a file in the folder the tests run in nor the environment is to have a say. */
    private Path settings;

    @BeforeEach
    void makeSettings() throws Exception {
        settings = Files.createFile(folder.resolve("empty.properties"));
    }

    @Test
    void aTokenOfTheHubsOwnSecretIsPrintedAloneAndHolds() {
        TokenConfig config = new TokenConfig(null, null, null, null, Set.of());
        try (TokenKeys keys = TokenKeys.open(config, OwnSecret.inFolder(folder), Memberships.NONE, Clock.systemUTC())) {
            assertThat(run("--subject", "ada", "--project", "proj_1", "--project", "proj_2"))
                    .isZero();

            Principal ada = keys.verifier().verify(printed());
            assertThat(ada.key()).isEqualTo("user:ada");
            assertThat(ada.access().projectIds()).containsExactlyInAnyOrder("proj_1", "proj_2");
            assertThat(ada.permissions()).isEqualTo(Permission.usual());
            assertThat(ada.end().orElseThrow())
                    .isBetween(
                            Clock.systemUTC().instant().plus(Duration.ofMinutes(23 * 60)),
                            Clock.systemUTC().instant().plus(Duration.ofHours(24)));
            assertThat(err.toString()).startsWith("For ada, until ").contains("proj_1, proj_2", "terminal:write");
        }
    }

    @Test
    void everyFlagIsHeeded() {
        assertThat(run(
                        "--jwt-secret=" + SECRET,
                        "--jwt-issuer=me",
                        "--subject=ada",
                        "--email=Ada@Example.org",
                        "--all-projects",
                        "--permission=admin",
                        "--permission=monitor",
                        "--expires-in=90m"))
                .isZero();

        Principal ada = verified("me", Set.of());
        assertThat(ada.email()).isEqualTo("ada@example.org");
        assertThat(ada.access().all()).isTrue();
        assertThat(ada.permissions()).containsExactlyInAnyOrder(Permission.ADMIN, Permission.MONITOR);
        assertThat(ada.end().orElseThrow()).isBefore(Clock.systemUTC().instant().plus(Duration.ofMinutes(91)));
        assertThat(folder.resolve("token-secret")).doesNotExist();
    }

    @Test
    void aTokenMayHaveNoPermission() {
        assertThat(run("--jwt-secret=" + SECRET, "--subject=ada", "--permission=none"))
                .isZero();

        assertThat(verified(null, Set.of()).permissions()).isEmpty();
    }

    @Test
    void anOwnersTokenIsSaidToBeOne() {
        assertThat(run("--jwt-secret=" + SECRET, "--owners=ada@example.org", "--subject=a", "--email=ADA@example.org"))
                .isZero();

        assertThat(err.toString()).contains("projects: all; permissions: all, as an owner");
        assertThat(verified(null, Set.of("ada@example.org")).access().all()).isTrue();
    }

    @Test
    void flagsBeforeTheCommandsNameAreSettingsToo() {
        List<String> before =
                List.of("--config", settings.toString(), "--jwt-secret", SECRET, "token", "--subject", "a");
        assertThat(execute(before)).isZero();

        assertThat(verified(null, Set.of()).id()).isEqualTo("a");
    }

    @Test
    void withoutASecretThereIsNoToken() {
        assertThat(run("--subject", "ada")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("there is no secret in " + folder, "Start the hub once");
    }

    @Test
    void onlyTheIssuerMakesTokensWhereOnlyItsKeysAreSet() {
        assertThat(run("--subject", "ada", "--supabase-url", "https://p.supabase.co"))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("https://p.supabase.co/auth/v1/.well-known/jwks.json", "jwt-secret");
    }

    @Test
    void aSecretOthersMayReadSignsNothing() throws Exception {
        Files.writeString(folder.resolve("token-secret"), "A".repeat(43));
        Files.setPosixFilePermissions(folder.resolve("token-secret"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run("--subject", "ada")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--all-projects",
                "--subject=",
                "--subject=ada --colour=red",
                "--subject=ada extra",
                "--subject=ada --expires-in=soon",
                "--subject=ada --expires-in=10s",
                "--subject=ada --expires-in=367d",
                "--subject=ada --permission=fly",
                "--subject=ada --permission=none --permission=admin",
                "--subject=ada --all-projects --project=proj_1",
                "--subject=ada --email=nobody",
                "--subject=ada --jwt-secret=short",
                "--subject=ada --port=many",
                "--subject=ada --host=0.0.0.0"
            })
    void wrongFlagsMakeNoToken(String flags) {
        List<String> all = new ArrayList<>(List.of(flags.split(" ")));
        if (!flags.contains("jwt-secret") && !flags.contains("host")) {
            all.add("--jwt-secret=" + SECRET);
        }
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("No token was made, because of its flags")
                .doesNotContain("\tat ");
    }

    @Test
    void helpShowsExamplesAndFewSettings() {
        assertThat(execute(List.of("token", "--help"))).isZero();

        assertThat(out.toString())
                .contains("--subject", "--expires-in", "--data-dir", "token --subject ada --all-projects", "Exit codes")
                .doesNotContain("--engine.ping-interval");
    }

    private int run(String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("token", "--config", settings.toString(), "--data-dir", folder.toString()));
        arguments.addAll(List.of(flags));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        CommandLine command = HubCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments.toArray(String[]::new));
    }

    private String printed() {
        assertThat(out.toString().lines()).hasSize(1);
        return out.toString().strip();
    }

    private Principal verified(@Nullable String issuer, Set<String> owners) {
        TokenConfig config = new TokenConfig(SECRET, null, issuer, null, owners);
        try (TokenKeys keys = TokenKeys.open(config, OwnSecret.inFolder(folder), Memberships.NONE, Clock.systemUTC())) {
            return keys.verifier().verify(printed());
        }
    }
}
