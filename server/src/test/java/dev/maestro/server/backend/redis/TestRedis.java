package dev.maestro.server.backend.redis;

import dev.maestro.server.Ports;
import dev.maestro.server.backend.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** A real Redis of a test's own, on loopback, with its data in a folder; see {@link RedisProgram} for which it is. */
public final class TestRedis implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = 5_000_000;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private RedisProgram.Running process;

    private TestRedis(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /**
     * Starts one that keeps everything it has acknowledged, also when it is killed.
     *
     * @param folder where it keeps it
     * @param options further options, such as {@code --maxmemory 20mb}
     */
    public static TestRedis start(Path folder, String... options) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        // A replica of this one has not to wait for others that might come.
        all.addAll(List.of("--repl-diskless-sync-delay", "0"));
        all.addAll(List.of(options));
        return new TestRedis(folder, Ports.next(), all);
    }

    /**
     * Starts a Sentinel that watches a Redis, by itself enough to have another take over: first only when nothing was heard of it
     * for very long, see {@link #watchClosely}.
     */
    public static TestRedis sentinel(Path folder, String master, TestRedis watched) {
        Path settings = folder.resolve("sentinel.conf");
        try {
            Files.writeString(
                    settings,
                    String.join(
                            "\n",
                            "sentinel monitor " + master + " 127.0.0.1 " + watched.port() + " 1",
                            "sentinel down-after-milliseconds " + master + " 60000",
                            "sentinel failover-timeout " + master + " 5000",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestRedis(folder, Ports.next(), List.of(settings.toString(), "--sentinel"));
    }

    /** Has this Sentinel take a Redis that it hears nothing of for a second to be gone. */
    public void watchClosely(String master) {
        try (Jedis tool = new Jedis("127.0.0.1", port, (int) Sample.PATIENCE.toMillis())) {
            tool.sentinelSet(master, Map.of("down-after-milliseconds", "1000"));
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns where it keeps its data. */
    public Path folder() {
        return folder;
    }

    /** Kills it as a power cut would. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same port and folder. */
    public void restart() {
        kill();
        process = launch();
    }

    /** Has it forget what it keeps on disk, and starts it again. */
    public void restartEmpty() {
        kill();
        removeData();
        process = launch();
    }

    /** Copies what it has on disk. */
    public void copyTo(Path copy) {
        copy(folder, copy);
    }

    /** Puts back what it had on disk when that was copied, and starts it again. */
    public void restartFrom(Path copy) {
        kill();
        removeData();
        copy(copy, folder);
        process = launch();
    }

    /** Stops its process for a while (SIGSTOP): connections stay, nothing is answered. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on (SIGCONT). */
    public void goOn() {
        process.goOn();
    }

    @Override
    public void close() {
        goOn();
        kill();
        removeData();
    }

    private RedisProgram.Running launch() {
        List<String> arguments = new ArrayList<>();
        // A file of settings comes first.
        boolean settings = !options.get(0).startsWith("--");
        arguments.addAll(settings ? options : List.of());
        arguments.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        arguments.addAll(settings ? List.of() : options);
        RedisProgram.Running started = RedisProgram.CHOSEN.launch(folder, arguments);
        awaitAnswer(started);
        return started;
    }

    private void awaitAnswer(RedisProgram.Running started) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    started.kill();
                    throw new IllegalStateException("redis-server did not start: " + output(), e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve(RedisProgram.OUTPUT));
        } catch (IOException e) {
            return "it has printed nothing (" + e + ")";
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeData() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
