package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A hub as a person runs it: {@code java -jar maestro-hub.jar}, on a free port.
 *
 * <p>Netty watches every buffer in it, and closing it fails for what was lost.
 */
final class PackagedHub implements AutoCloseable {
    private static final String READY = "Maestro Hub is ready: ";

    /** For programs that live for seconds: compiling for a long life is half of what their start costs. */
    private static final String FOR_A_SHORT_LIFE = "-XX:TieredStopAtLevel=1";

    private static final String WATCHED = "-Dio.netty.leakDetection.level=paranoid";

    /** The JVM that is asked may be as busy as the machine; by itself jcmd gives up after ten seconds. */
    private static final String ATTACH_PATIENCE = "-J-Dsun.tools.attach.attachTimeout=100000";

    /** What one collection clears is handed on by the time the next one's is. */
    private static final int LOOKS = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_NANOS = 10_000_000;

    private final LineProcess process;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private PackagedHub(LineProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts a hub on a data folder and waits until it is ready. */
    static PackagedHub start(Path dataDir) throws IOException, InterruptedException {
        return start(dataDir, 0);
    }

    /** Starts a hub on a data folder and a port and waits until it is ready. */
    static PackagedHub start(Path dataDir, int port) throws IOException, InterruptedException {
        return start(dataDir, port, List.of());
    }

    /** Starts a hub with more flags than its data folder and port, and waits until it is ready. */
    static PackagedHub start(Path dataDir, int port, List<String> flags) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port), "--data-dir", dataDir.toString()));
        all.addAll(flags);
        return start(LineProcess.start(command(all.toArray(String[]::new))));
    }

    /** Starts a hub on a free port as people do, with no watch on its buffers: for measuring. */
    static PackagedHub startUnwatched(Path dataDir, List<String> flags) throws IOException, InterruptedException {
        return startUnwatched(dataDir, 0, flags);
    }

    /** Starts a hub on a port as people do, with no watch on its buffers: for measuring, and where there are many. */
    static PackagedHub startUnwatched(Path dataDir, int port, List<String> flags)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port), "--data-dir", dataDir.toString()));
        all.addAll(flags);
        ProcessBuilder command = command(all.toArray(String[]::new));
        command.command().removeAll(List.of(FOR_A_SHORT_LIFE, WATCHED));
        return start(LineProcess.start(command));
    }

    private static PackagedHub start(LineProcess process) throws InterruptedException {
        String ready = process.await(line -> line.startsWith(READY));
        return new PackagedHub(process, ready.substring(READY.length(), ready.indexOf("/ (")));
    }

    /** Returns how many bytes of its heap are in use after a collection. */
    long liveHeap() throws IOException, InterruptedException {
        String pid = Long.toString(process.running().orElseThrow());
        jcmd(pid, "GC.run", "Command executed successfully");
        String used = jcmd(pid, "GC.heap_info", " used ");
        String kilobytes = used.substring(used.indexOf(" used ") + 6).trim();
        return 1024 * Long.parseLong(kilobytes.substring(0, kilobytes.indexOf('K')));
    }

    /** Returns the command that runs the packaged hub with these flags. */
    static ProcessBuilder command(String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                FOR_A_SHORT_LIFE,
                WATCHED,
                "-jar",
                System.getProperty("maestro.jar", "target/maestro-hub.jar")));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        return builder;
    }

    /** Returns where the hub listens, without a slash at the end. */
    String url() {
        return url;
    }

    LineProcess process() {
        return process;
    }

    /** Sends a request with a JSON body as the local person; an empty body is none. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(), method, path, body);
    }

    /** Sends a request with a JSON body and a token; an empty body is none. */
    HttpResponse<String> sendAs(String token, String method, String path, String body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().header("Authorization", "Bearer " + token), method, path, body);
    }

    /** Asks as the local person until the answer is as wanted, and returns it: for what comes a moment after its cause. */
    HttpResponse<String> await(String path, Predicate<HttpResponse<String>> wanted)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> answer = send("GET", path, "");
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        path + " is after " + PATIENCE + ": " + answer.statusCode() + " " + answer.body());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits until the hub says that it is ready for anybody: under load one of its checks may be late. */
    void awaitReady() throws IOException, InterruptedException {
        var unused = await("/readyz", answer -> answer.statusCode() == 200);
    }

    /** Waits until a session has a status: that its agent has ended may be known before. */
    void awaitStatus(String session, String status) throws IOException, InterruptedException {
        var unused =
                await("/api/sessions/" + session, answer -> answer.body().contains("\"status\":\"" + status + "\""));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = builder.uri(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Ends the hub, if it has not ended. */
    @Override
    public void close() throws IOException {
        try {
            closeAndLook();
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the hub ended", e);
        }
    }

    private void closeAndLook() throws IOException, InterruptedException {
        Optional<Long> pid = process.running();
        if (pid.isPresent()) {
            for (int i = 0; i < LOOKS; i++) {
                look(pid.get());
            }
            process.kill();
        }
        assertThat(process.leaks()).as("what the hub lost").isEmpty();
    }

    /** Netty tells of what it lost when garbage was collected and it makes another buffer. */
    private void look(long pid) throws IOException, InterruptedException {
        jcmd(Long.toString(pid), "GC.run", "Command executed successfully");
        assertThat(send("GET", "/healthz", "").statusCode()).isEqualTo(200);
    }

    private static String jcmd(String pid, String command, String answer) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (LineProcess jcmd = LineProcess.start(new ProcessBuilder(program, ATTACH_PATIENCE, pid, command))) {
            return jcmd.await(line -> line.contains(answer));
        }
    }
}
