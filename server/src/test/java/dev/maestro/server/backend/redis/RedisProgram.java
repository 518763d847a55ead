package dev.maestro.server.backend.redis;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import redis.embedded.core.ExecutableProvider;

/**
 * How the tests run a Redis: in a container where Docker runs, else the {@code redis-server} on the path, else the one that a
 * test library ships. Which one may be chosen by {@code -Dmaestro.test.redis=docker|path|library}.
 */
interface RedisProgram {
    /** Starts it; its arguments, and what it prints into a file of the folder, which both see at the same place. */
    Running launch(Path folder, List<String> arguments);

    /** One process. */
    interface Running {
        boolean isAlive();

        /** Ends it as a power cut would, and waits until it has. */
        void kill();

        /** Stops it, and lets it go on. */
        void pause();

        void goOn();
    }

    String OUTPUT = "redis.log";

    /** The program all tests of this run use. */
    RedisProgram CHOSEN = choose(System.getProperty("maestro.test.redis", ""));

    private static RedisProgram choose(String wanted) {
        List<String> tried = new ArrayList<>();
        if (wanted.isEmpty() || wanted.equals("docker")) {
            if (isLinux() && DockerClientFactory.instance().isDockerAvailable()) {
                return new InContainer();
            }
            tried.add("Docker does not run, or this is no Linux");
        }
        if (wanted.isEmpty() || wanted.equals("path")) {
            Optional<Path> found = onPath();
            if (found.isPresent()) {
                return new OnThisMachine(found.get());
            }
            tried.add("there is no redis-server on the path");
        }
        if (wanted.isEmpty() || wanted.equals("library")) {
            try {
                return new OnThisMachine(
                        ExecutableProvider.newJarResourceProvider().get().toPath());
            } catch (IOException | RuntimeException e) {
                tried.add("the library's does not run here: " + e);
            }
        }
        throw new IllegalStateException("the tests need a Redis, and found none: " + String.join("; ", tried));
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static Optional<Path> onPath() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path candidate = Path.of(folder, "redis-server");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** A process of this machine, that ends with this JVM however that ends. */
    record OnThisMachine(Path executable) implements RedisProgram {
        @Override
        public Running launch(Path folder, List<String> arguments) {
            List<String> command = new ArrayList<>(List.of(executable.toString()));
            command.addAll(arguments);
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(OUTPUT).toFile())
                        .start();
                // Its input ends when this JVM does; a line says that there is nothing left to kill.
                Process watchdog = new ProcessBuilder("sh", "-c", "read line || kill -9 " + process.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return new LocalProcess(process, watchdog);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** See {@link OnThisMachine}. */
    record LocalProcess(Process process, Process watchdog) implements Running {
        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void kill() {
            try {
                // Such as one that writes its log anew: it lives on, and writes, when its parent is killed.
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly().waitFor();
                for (ProcessHandle child : children) {
                    child.destroyForcibly();
                    child.onExit().join();
                }
                if (watchdog.isAlive()) {
                    watchdog.getOutputStream().write('\n');
                    watchdog.getOutputStream().close();
                    watchdog.waitFor();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void pause() {
            signal("STOP");
        }

        @Override
        public void goOn() {
            signal("CONT");
        }

        private void signal(String name) {
            if (!process.isAlive()) {
                return;
            }
            try {
                int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                if (status != 0 && process.isAlive()) {
                    throw new IllegalStateException("kill -" + name + " ended with " + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A container that shares this machine's network and the folder, so that ports and paths are the same in it. */
    final class InContainer implements RedisProgram {
        private static final String IMAGE = "redis:7.2-alpine";

        @Override
        @SuppressWarnings({"resource", "deprecation"})
        public Running launch(Path folder, List<String> arguments) {
            List<String> command = new ArrayList<>(List.of("redis-server"));
            command.addAll(arguments);
            // Not what it was replaced by, which copies files in: what is written must come out.
            GenericContainer<?> container = new GenericContainer<>(IMAGE)
                    .withNetworkMode("host")
                    .withFileSystemBind(folder.toString(), folder.toString(), BindMode.READ_WRITE)
                    .withCreateContainerCmdModifier(create -> create.withUser(userOf(folder)))
                    .withLogConsumer(frame -> append(folder, frame.getBytes()))
                    .withCommand(command.toArray(String[]::new));
            container.start();
            return new Container(container);
        }

        private static String userOf(Path folder) {
            try {
                return Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void append(Path folder, byte[] bytes) {
            try {
                if (Files.isDirectory(folder)) {
                    Files.write(folder.resolve(OUTPUT), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** See {@link InContainer}. */
    record Container(GenericContainer<?> container) implements Running {
        @Override
        public boolean isAlive() {
            return container.isRunning();
        }

        @Override
        public void kill() {
            if (container.isRunning()) {
                docker().killContainerCmd(container.getContainerId()).exec();
            }
            container.stop();
        }

        @Override
        public void pause() {
            docker().pauseContainerCmd(container.getContainerId()).exec();
        }

        @Override
        public void goOn() {
            Boolean paused = docker().inspectContainerCmd(container.getContainerId())
                    .exec()
                    .getState()
                    .getPaused();
            if (Boolean.TRUE.equals(paused)) {
                docker().unpauseContainerCmd(container.getContainerId()).exec();
            }
        }

        private DockerClient docker() {
            return container.getDockerClient();
        }
    }
}
