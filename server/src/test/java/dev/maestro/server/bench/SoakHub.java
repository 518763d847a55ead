package dev.maestro.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged hub in a process of its own, which can be looked at from outside. Threads: used by one. */
final class SoakHub {
    private static final Pattern READY = Pattern.compile("Maestro Hub is ready: (http\\S*?)/? .*");
    private static final Pattern USED = Pattern.compile(" used (\\d+)K");
    private static final Pattern OTHER = Pattern.compile("- +Other \\(reserved=\\d+KB, committed=(\\d+)KB");
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;

    /** Set before it is ended without asking. */
    private volatile boolean killed;

    private final Queue<String> faults;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile String url = "";

    private SoakHub(Process process, Queue<String> faults) {
        this.process = process;
        this.faults = faults;
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param port 0 for any
     * @param faults is given every line of its log that somebody would have to look at
     */
    static SoakHub start(Path jar, Path dataDir, int port, Queue<String> faults)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:NativeMemoryTracking=summary",
                "-Dio.netty.leakDetection.level=advanced",
                "-jar",
                jar.toString(),
                "--port",
                Integer.toString(port),
                "--data-dir",
                dataDir.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        SoakHub hub = new SoakHub(builder.start(), faults);
        Thread reader = new Thread(hub::read, "hub-log");
        reader.setDaemon(true);
        reader.start();
        if (!hub.ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || hub.url.isEmpty()) {
            hub.process.destroyForcibly();
            throw new IllegalStateException("the hub did not start: " + faults);
        }
        return hub;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    url = matcher.group(1);
                    ready.countDown();
                } else if (line.contains(" ERROR ") || line.contains("LEAK") || line.contains("Exception")) {
                    faults.add(line);
                }
            }
        } catch (IOException e) {
            // Whoever ends a process closes its output, too.
            if (process.isAlive() && !killed) {
                throw new UncheckedIOException(e);
            }
        } finally {
            ready.countDown();
        }
    }

    String url() {
        return url;
    }

    /** Looks at it, after a collection. */
    SoakSample sample(int life, long seconds, int sockets) throws IOException, InterruptedException {
        jcmd("GC.run");
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        String status = Files.readString(proc.resolve("status"));
        int files;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            files = (int) open.count();
        }
        return new SoakSample(
                life,
                seconds,
                1024 * number(USED, jcmd("GC.heap_info")),
                1024 * number(Pattern.compile("VmRSS:\\s+(\\d+)"), status),
                1024 * number(OTHER, jcmd("VM.native_memory", "summary")),
                (int) number(Pattern.compile("Threads:\\s+(\\d+)"), status),
                files,
                sockets);
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("there is no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    private String jcmd(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd failed: " + said);
        }
        return said;
    }

    /** Tells it to stop (SIGTERM) and waits; returns its exit code, -1 if it had to be killed. */
    int stop() throws InterruptedException {
        // By its handle: the other way closes its output, and what it says of its end would not be heard.
        if (!process.toHandle().destroy()) {
            return -1;
        }
        if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        process.destroyForcibly();
        return -1;
    }

    /** Ends it if it still runs. */
    void end() {
        killed = true;
        process.destroyForcibly();
    }

    static Queue<String> noFaults() {
        return new ConcurrentLinkedQueue<>();
    }
}
