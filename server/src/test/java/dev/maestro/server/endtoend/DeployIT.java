package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in {@code deploy/}, tried with the programs that read it, which must be there: systemd-analyze and Caddy. */
@Timeout(600)
class DeployIT {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Pattern SETTING = Pattern.compile("(?m)^ +(MAESTRO_[A-Z_]+): (.+)$");
    private static final Map<String, String> FILLED_IN = Map.of(
            "HUB_NAME", "hub.example.org", "REDIS_PASSWORD", "0123abcd", "JWT_SECRET", "0123456789abcdef".repeat(4));

    @TempDir
    Path folder;

    @Test
    void systemdFindsNoFaultInTheUnit() throws Exception {
        Path unit = Files.copy(
                DEPLOY.resolve("systemd/maestro-hub.service").toAbsolutePath().normalize(),
                folder.resolve("maestro-hub.service"));

        assertThat(output("systemd-analyze", "verify", unit.toString())).isEmpty();
        assertThat(output("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit.toString()))
                .contains("Overall exposure level");
    }

    @Test
    void theUnitsExampleIsTakenByTheHub() throws Exception {
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(DEPLOY.resolve("systemd/hub.env.example"))) {
            if (line.matches("MAESTRO_.*=.*")) {
                variables.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", ""));
            }
        }

        assertThat(ConfigLoader.load(null, variables, Map.of()).lines())
                .anyMatch(line -> line.startsWith("trusted-proxies = 127.0.0.1"));
    }

    @Test
    void theSettingsOfTheContainersAreTakenByTheHub() throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of("MAESTRO_HOST", "0.0.0.0", "MAESTRO_DATA_DIR", "/data"));
        Matcher setting = SETTING.matcher(Files.readString(DEPLOY.resolve("docker/compose.yaml")));
        while (setting.find()) {
            variables.put(setting.group(1), filledIn(setting.group(2)));
        }

        assertThat(variables).containsKeys("MAESTRO_REDIS_URL", "MAESTRO_JWT_SECRET", "MAESTRO_TRUSTED_PROXIES");
        assertThat(ConfigLoader.load(null, variables, Map.of()).lines())
                .anyMatch(line -> line.startsWith("external-url = https://hub.example.org"));
        assertThat(Files.readString(DEPLOY.resolve("docker/.env.example")))
                .contains(FILLED_IN.keySet().stream().map(name -> name + "=").toList());
        assertThat(Files.readString(DEPLOY.resolve("docker/Dockerfile"))).contains("MAESTRO_HOST=0.0.0.0");
    }

    @Test
    void behindTheProxyTwoHubsAreOneAndNobodyIsLocal() throws Exception {
        try (TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")));
                PackagedHub one = hub(redis, "one");
                PackagedHub other = hub(redis, "other");
                Proxy proxy = Proxy.before(folder, one, other)) {
            String token = Tokens.ofOperator("ada", Duration.ofHours(1));

            assertThat(proxy.get("/api/projects", "").statusCode()).isEqualTo(401);
            assertThat(proxy.get("/api/projects", token).statusCode()).isEqualTo(200);
            hears(one, proxy, token, "[\"websocket\"]");
            hears(other, proxy, token, "[\"polling\"]");
            assertThat(proxy.get("/api/admin/audit", token).body())
                    .contains("127.0.0.1")
                    .doesNotContain(Proxy.MADE_UP);
        }
    }

    /** A client through the proxy hears what is done at one hub, wherever the proxy sent it. */
    private static void hears(PackagedHub hub, Proxy proxy, String token, String transports) throws Exception {
        String options =
                "{\"auth\":{\"token\":\"" + token + "\"},\"transports\":" + transports + ",\"withCredentials\":true}";
        try (Desktop desktop = Desktop.at(proxy.url(), options)) {
            desktop.awaitBack();
            JsonNode project = Json.tree(hub.sendAs(token, "POST", "/api/projects", "{\"name\":\"P\"}")
                    .body()
                    .getBytes(StandardCharsets.UTF_8));
            String id = project.path("id").asText();
            assertThat(id).startsWith("proj_");
            assertThat(desktop.allUntil(id)).anyMatch(line -> line.startsWith("{\"event\":\"project:created\""));
        }
    }

    private PackagedHub hub(TestRedis redis, String name) throws Exception {
        List<String> flags = Tokens.flags("--trusted-proxies", "127.0.0.1", "--redis-url", redis.url());
        return PackagedHub.start(folder.resolve(name), 0, flags);
    }

    private static String filledIn(String value) {
        Matcher name = Pattern.compile("\\$\\{([A-Z_]+)(:\\?[^}]*)?}").matcher(value);
        return name.replaceAll(found -> Matcher.quoteReplacement(FILLED_IN.getOrDefault(found.group(1), "")));
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** Caddy with the project's own file, but for names and ports. */
    private record Proxy(LineProcess process, String url) implements AutoCloseable {
        /** The address that a client claims to ask for. */
        static final String MADE_UP = "198.51.100.7";

        private static final Set<Integer> NO_HUB = Set.of(502, 503);
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final long POLL_NANOS = 200_000_000;

        static Proxy before(Path folder, PackagedHub one, PackagedHub other) throws Exception {
            String url = "http://localhost:" + Ports.next();
            String file = Files.readString(DEPLOY.resolve("docker/Caddyfile"));
            assertThat(file).contains("{$HUB_NAME} {", "hub-a:3000 hub-b:3000");
            Path own = folder.resolve("Caddyfile");
            Files.writeString(
                    own,
                    "{\n\tadmin off\n}\n"
                            + file.replace("{$HUB_NAME}", url)
                                    .replace("hub-a:3000 hub-b:3000", authority(one) + " " + authority(other)));
            ProcessBuilder caddy = new ProcessBuilder(
                            "caddy", "run", "--adapter", "caddyfile", "--config", own.toString())
                    .redirectErrorStream(true);
            caddy.environment().put("HOME", folder.toString());
            LineProcess process = LineProcess.start(caddy);
            process.await(line -> line.contains("serving initial configuration"));
            return new Proxy(process, url);
        }

        private static String authority(PackagedHub hub) {
            return "127.0.0.1:" + URI.create(hub.url()).getPort();
        }

        /** Asks until a hub has answered: what the proxy answers by itself is that it finds none, which may pass. */
        HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                HttpResponse<String> answer = getOnce(path, token);
                if (!NO_HUB.contains(answer.statusCode()) || System.nanoTime() > end) {
                    return answer;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        private HttpResponse<String> getOnce(String path, String token) throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + path)).header("X-Forwarded-For", MADE_UP);
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
