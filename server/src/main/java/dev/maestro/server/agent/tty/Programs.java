package dev.maestro.server.agent.tty;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
final class Programs {
    private Programs() {}

    /**
     * Returns the file of a program.
     *
     * @param name a name to be looked for in the folders, or a path
     * @param folders the value of {@code PATH}
     */
    static Optional<Path> find(String name, String folders) {
        try {
            if (name.indexOf('/') >= 0 || name.indexOf(File.separatorChar) >= 0) {
                return Optional.of(Path.of(name).toAbsolutePath()).filter(Programs::runnable);
            }
            for (String folder : folders.split(File.pathSeparator, -1)) {
                Path file = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
                if (runnable(file)) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
