package dev.maestro.server.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures terminals with the packaged jar: a hub and agents in processes of their own, viewers that check every byte.
 *
 * <p>{@code stream VIEWERS MEGABYTES}: what {@code yes} prints, to viewers that watch lossless. Its terminal is raw, and the
 * carriage returns are printed: one that adds them passes on no more than some megabytes a second of such short lines. {@code relay
 * VIEWERS MEGABYTES}: the same from an owner that costs next to nothing, so that the hub is what is measured. {@code echo TERMINALS
 * KEYS}: how long a keystroke takes to come back from an agent's terminal while each prints 20 lines a second; the others'
 * owner costs next to nothing. {@code memory TERMINALS}:
 * the hub's live heap for registered terminals with full rings. Further arguments are flags of the hub.
 */
final class TerminalBench {
    private static final String PATTERN = "y\r\n";

    /** 32 KiB a message, and 96 KiB that are not acked. */
    private static final int RELAYED_LINES = 32 * 1024 / 3;

    private static final int RELAYED_AT_ONCE = 3;

    private TerminalBench() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        switch (args[0]) {
            case "stream" -> stream(count, Integer.parseInt(args[2]), rest(args, 3));
            case "relay" -> relay(count, Integer.parseInt(args[2]), rest(args, 3));
            case "echo" -> echo(count, Integer.parseInt(args[2]), rest(args, 3));
            case "memory" -> memory(count, rest(args, 2));
            default -> throw new IllegalArgumentException("stream, relay, echo or memory, not " + args[0]);
        }
        System.exit(0);
    }

    private static List<String> rest(String[] args, int from) {
        return List.of(args).subList(from, args.length);
    }

    private static void stream(int viewers, int megabytes, List<String> flags) throws Exception {
        try (Site site = Site.open(flags)) {
            long lines = megabytes * 1_000_000L / PATTERN.length();
            JsonNode session = site.session();
            Path go = site.folder.resolve("go");
            try (LineProcess agent = site.agent(
                    session,
                    "sh",
                    "-c",
                    "stty raw; while [ ! -e " + go + " ]; do sleep 0.1; done; yes \"$(printf 'y\\r')\" | head -c "
                            + lines * PATTERN.length() + "; sleep 2")) {
                measure(site, session, viewers, megabytes, () -> Files.writeString(go, ""));
                agent.kill();
            }
        }
    }

    private static void relay(int viewers, int megabytes, List<String> flags) throws Exception {
        try (Site site = Site.open(flags);
                PlainSocket owner = PlainSocket.connect(site.hub.url(), "/ui", "{\"token\":\"" + site.token + "\"}")) {
            JsonNode session = site.session();
            owner.ask(
                    "terminal:register",
                    "{\"ptyId\":\"p\",\"sessionId\":\"" + session.path("id").asText() + "\"}");
            String output = "{\"ptyId\":\"p\",\"data\":\"" + "y\\r\\n".repeat(RELAYED_LINES) + "\"}";
            int messages = (int) Math.ceil(megabytes * 1e6 / PATTERN.length() / RELAYED_LINES);
            measure(site, session, viewers, megabytes, () -> {
                for (int sent = 0, acked = 0; acked < messages; acked++) {
                    for (; sent < messages && sent - acked < RELAYED_AT_ONCE; sent++) {
                        owner.tellForAck("terminal:output", output);
                    }
                    owner.next();
                }
            });
        }
    }

    /** What begins the output, once everybody watches. */
    private interface Beginning {
        void begin() throws IOException;
    }

    private static void measure(Site site, JsonNode session, int viewers, int megabytes, Beginning output)
            throws Exception {
        long wanted = megabytes * 1_000_000L / PATTERN.length() * PATTERN.length();
        CountDownLatch watching = new CountDownLatch(viewers);
        ExecutorService pool = Executors.newCachedThreadPool();
        List<CompletableFuture<Double>> ends = new ArrayList<>();
        for (int i = 0; i < viewers; i++) {
            PlainSocket socket = site.viewer();
            site.watch(socket, session);
            ends.add(CompletableFuture.supplyAsync(() -> seconds(socket, wanted, watching), pool));
        }
        watching.await();
        long heap = site.liveHeap();
        output.begin();
        for (CompletableFuture<Double> end : ends) {
            double seconds = end.get();
            System.out.printf(
                    Locale.ROOT, "a viewer: %d MB in %.2f s, %.1f MB/s%n", megabytes, seconds, megabytes / seconds);
        }
        System.out.printf("live heap of the hub: %d KiB before, %d KiB after%n", heap / 1024, site.liveHeap() / 1024);
    }

    /** Reads the stream from its first byte on, and returns how long it took from there. */
    private static double seconds(PlainSocket socket, long wanted, CountDownLatch watching) {
        watching.countDown();
        try {
            Stream stream = new Stream();
            while (stream.bytes < wanted) {
                socket.next();
                stream.take(socket.bytes(), socket.length());
            }
            return (System.nanoTime() - stream.began) / 1e9;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks that each byte is the one that follows. */
    private static final class Stream {
        long bytes;
        long began;
        private long position = -1;

        void take(byte[] frame, int length) throws IOException {
            String head = new String(frame, 0, Math.min(length, 40), StandardCharsets.US_ASCII);
            if (head.contains("terminal:resync")) {
                throw new IOException("skipped ahead after " + bytes + " bytes");
            }
            if (!head.contains("terminal:output")) {
                return;
            }
            int from = find(frame, length, "\"data\":\"") + 8;
            began = bytes == 0 ? System.nanoTime() : began;
            long before = bytes;
            int at = from;
            for (; frame[at] != '"'; at++) {
                byte value = frame[at];
                if (value == '\\') {
                    at++;
                    value = frame[at] == 'r' ? (byte) '\r' : frame[at] == 'n' ? (byte) '\n' : frame[at];
                }
                if (value != PATTERN.charAt((int) (bytes % PATTERN.length()))) {
                    throw new IOException("byte " + bytes + " is " + value);
                }
                bytes++;
            }
            long said = number(frame, find(frame, length, "\"position\":") + 11);
            if (position >= 0 && said != position) {
                throw new IOException("position " + said + " follows " + position);
            }
            position = said + bytes - before;
        }

        private static long number(byte[] frame, int from) {
            long number = 0;
            for (int i = from; Character.isDigit(frame[i]); i++) {
                number = 10 * number + frame[i] - '0';
            }
            return number;
        }

        private static int find(byte[] frame, int length, String wanted) {
            byte[] bytes = wanted.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i + bytes.length <= length; i++) {
                if (Arrays.equals(frame, i, i + bytes.length, bytes, 0, bytes.length)) {
                    return i;
                }
            }
            throw new IllegalStateException("no " + wanted);
        }
    }

    private static void echo(int terminals, int keys, List<String> flags) throws Exception {
        try (Site site = Site.open(flags);
                PlainSocket others = PlainSocket.connect(site.hub.url(), "/ui", "{\"token\":\"" + site.token + "\"}")) {
            for (int i = 1; i < terminals; i++) {
                String id = site.session().path("id").asText();
                others.ask("terminal:register", "{\"ptyId\":\"" + i + "\",\"sessionId\":\"" + id + "\"}");
            }
            Thread printing = new Thread(() -> printForEver(others, terminals), "printing");
            printing.setDaemon(true);
            printing.start();
            JsonNode session = site.session();
            LineProcess agent = site.agent(
                    session,
                    "sh",
                    "-c",
                    "(i=0; while :; do i=$((i+1)); echo \"line $i of a program that goes on\"; sleep 0.05; done) & exec cat");
            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
            try (PlainSocket viewer = site.viewer()) {
                site.watch(viewer, session);
                double[] millis = new double[keys];
                for (int i = 0; i < keys; i++) {
                    LockSupport.parkNanos(Duration.ofMillis(20 + i % 17).toNanos());
                    millis[i] = echoed(viewer, session, (char) ('A' + i % 26));
                }
                Arrays.sort(millis);
                System.out.printf(
                        Locale.ROOT,
                        "%d terminals, %d keys: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                        terminals,
                        keys,
                        millis[keys / 2],
                        millis[keys * 9 / 10],
                        millis[keys * 99 / 100],
                        millis[keys - 1]);
            }
            agent.close();
        }
    }

    /** Prints 20 lines a second into each of the other terminals; a bench ends with its process. */
    private static void printForEver(PlainSocket owner, int terminals) {
        try {
            for (int line = 0; ; line++) {
                for (int i = 1; i < terminals; i++) {
                    owner.tell(
                            "terminal:output",
                            "{\"ptyId\":\"" + i + "\",\"data\":\"line " + line + " of a program that goes on\\r\\n\"}");
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            System.out.println("the other terminals are closed: " + e.getMessage());
        }
    }

    // The lines of the program have no capital letters.
    private static double echoed(PlainSocket viewer, JsonNode session, char key) throws IOException {
        long began = System.nanoTime();
        viewer.tell(
                "terminal:input", "{\"sessionId\":\"" + session.path("id").asText() + "\",\"input\":\"" + key + "\"}");
        while (true) {
            String packet = viewer.nextText();
            int data = packet.indexOf("\"data\":\"");
            if (packet.contains("terminal:output") && packet.indexOf(key, data) >= 0) {
                return (System.nanoTime() - began) / 1e6;
            }
        }
    }

    private static void memory(int terminals, List<String> flags) throws Exception {
        try (Site site = Site.open(flags)) {
            long before = site.liveHeap();
            String line = "a line of 64 characters, as a build prints them one after another\\r\\n";
            String output = line.repeat(1000);
            List<PlainSocket> owners = new ArrayList<>();
            for (int i = 0; i < terminals; i++) {
                if (i % 50 == 0) {
                    owners.add(PlainSocket.connect(site.hub.url(), "/ui", "{\"token\":\"" + site.token + "\"}"));
                }
                PlainSocket owner = owners.get(owners.size() - 1);
                String pty = "\"ptyId\":\"" + i + "\"";
                owner.ask(
                        "terminal:register",
                        "{" + pty + ",\"sessionId\":\""
                                + site.session().path("id").asText() + "\"}");
                for (int sent = 0; sent < 5; sent++) {
                    owner.ask("terminal:output", "{" + pty + ",\"data\":\"" + output + "\"}");
                }
            }
            long after = site.liveHeap();
            System.out.printf(
                    Locale.ROOT,
                    "%d terminals: %.0f KiB of live heap each (%d KiB before, %d KiB after)%n",
                    terminals,
                    (after - before) / 1024.0 / terminals,
                    before / 1024,
                    after / 1024);
        }
    }

    /** A hub with a project, and who comes to it. */
    private record Site(Path folder, PackagedHub hub, String token, String project) implements AutoCloseable {
        static Site open(List<String> flags) throws Exception {
            Path folder = Files.createTempDirectory("terminal-bench");
            String token = Tokens.ofAll("ann", Duration.ofHours(1));
            List<String> all = new ArrayList<>(Tokens.flags("--limits.requests-per-second", "10000"));
            all.addAll(flags);
            PackagedHub hub = PackagedHub.startUnwatched(folder.resolve("data"), all);
            String answer = hub.sendAs(token, "POST", "/api/projects", "{\"name\":\"p\",\"workingDir\":\"/\"}")
                    .body();
            return new Site(folder, hub, token, tree(answer).path("id").asText());
        }

        JsonNode session() throws Exception {
            return tree(hub.sendAs(token, "POST", "/api/sessions", "{\"projectId\":\"" + project + "\"}")
                    .body());
        }

        LineProcess agent(JsonNode session, String... command) throws IOException {
            List<String> all = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=4",
                    "-jar",
                    System.getProperty("maestro.jar", "target/maestro-hub.jar"),
                    "agent",
                    "--url",
                    hub.url(),
                    "--project",
                    project,
                    "--session",
                    session.path("id").asText(),
                    "--token",
                    session.path("token").asText(),
                    "--"));
            all.addAll(List.of(command));
            ProcessBuilder builder = new ProcessBuilder(all);
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return LineProcess.start(builder);
        }

        PlainSocket viewer() throws IOException {
            return PlainSocket.connect(hub.url(), "/terminal", "{\"token\":\"" + token + "\"}");
        }

        /** Watches as soon as there is something to watch. */
        void watch(PlainSocket viewer, JsonNode session) throws IOException {
            for (int i = 0; i < 200; i++) {
                String answer = viewer.ask(
                        "terminal:watch",
                        "{\"sessionId\":\"" + session.path("id").asText() + "\",\"lossless\":true}");
                if (answer.contains("\"success\":true")) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            throw new IOException("there is no terminal to watch");
        }

        long liveHeap() throws IOException, InterruptedException {
            return hub.liveHeap();
        }

        private static JsonNode tree(String json) throws IOException {
            return Json.tree(json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            hub.close();
        }
    }
}
