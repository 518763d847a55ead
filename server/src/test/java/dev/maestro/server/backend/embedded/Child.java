package dev.maestro.server.backend.embedded;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a test's main class in a process of its own, with this one's class path. */
final class Child {
    private Child() {}

    /** Starts it; its standard output is piped, its standard error goes into a file. */
    static Process start(Class<?> main, Path errors, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        File log = errors.toFile();
        return new ProcessBuilder(command).redirectError(Redirect.appendTo(log)).start();
    }
}
