package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a hub as a person gets them: the link it prints, and the command that makes more while it runs. */
@Timeout(600)
class TokenIT {
    private static final String LINK = "Open ";

    @TempDir
    Path folder;

    @Test
    void theLinkAndTheCommandGiveTokensThatHold() throws Exception {
        Path dataDir = folder.resolve("data");
        try (PackagedHub hub = PackagedHub.start(dataDir)) {
            String link = hub.process().await(line -> line.startsWith(LINK)).substring(LINK.length());
            assertThat(link).startsWith(hub.url() + "/?token=eyJ");
            assertThat(projects(hub, link.substring(link.indexOf('=') + 1))).isEqualTo(200);

            String made = output("token", "--data-dir", dataDir.toString(), "--subject", "ada");
            assertThat(made).startsWith("eyJ").hasLineCount(1);
            assertThat(projects(hub, made)).isEqualTo(200);
            assertThat(projects(hub, made.substring(0, made.length() - 2))).isEqualTo(401);
        }
    }

    @Test
    void aHubWithAKeySettingPrintsNoLinkAndTheCommandSignsWithIt() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        ProcessBuilder builder = PackagedHub.command(
                "--port", "0", "--data-dir", folder.toString(), "--host", "0.0.0.0", "--jwt-secret", secret);
        try (LineProcess process = LineProcess.start(builder)) {
            String ready = process.await(line -> line.startsWith("Maestro Hub is ready: "));
            assertThat(process.terminate()).isZero();
            assertThat(process.rest()).noneMatch(line -> line.contains("token="));
            assertThat(ready).contains("http://localhost:");
        }
        assertThat(output("token", "--jwt-secret", secret, "--subject", "ada")).startsWith("eyJ");
    }

    private static int projects(PackagedHub hub, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(hub.url() + "/api/projects"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String output(String... arguments) throws IOException, InterruptedException {
        Process process = PackagedHub.command(arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
