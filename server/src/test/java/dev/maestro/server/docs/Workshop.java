package dev.maestro.server.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder in which a page's commands are run, as a reader's would be: the jar in it, and the programs that the page names on the path.
 *
 * <p>Two programs are stood in for, as the build that runs this has done what they would do: {@code mvn … package} made the jar, and
 * {@code npm install} finds its packages among those the tests were given, or fails.
 *
 * <p>Variables and the folder that a script ends in are handed to the next. Confined to the thread of its page.
 */
final class Workshop implements AutoCloseable {
    private static final Path JAR =
            Path.of(System.getProperty("maestro.jar", "target/maestro-hub.jar")).toAbsolutePath();
    private static final Path PACKAGES =
            Path.of(System.getProperty("maestro.js", "target/test-js")).toAbsolutePath();

    private static final String BEFORE = """
            set -ae
            [ ! -f "$WORKSHOP/variables" ] || . "$WORKSHOP/variables"
            [ ! -f "$WORKSHOP/folder" ] || cd "$(cat "$WORKSHOP/folder")"
            """;
    private static final String KEEP = """
            trap 'code=$?; export -p > "$WORKSHOP/variables"; pwd > "$WORKSHOP/folder"; exit $code' EXIT
            """;
    private static final String NPM = """
            #!/bin/bash
            [ "$1" = install ] || { echo "npm $1 is not stood in for" >&2; exit 1; }
            shift
            for package in "$@"; do
              [ -d "$PACKAGES/node_modules/$package" ] || { echo "$package is no package of the tests" >&2; exit 1; }
              mkdir -p "$(dirname "node_modules/$package")"
              ln -sfn "$PACKAGES/node_modules/$package" "node_modules/$package"
            done
            """;
    private static final String MVN = """
            #!/bin/bash
            [ "$*" = "-q -DskipTests package" ] || { echo "mvn $* is not stood in for" >&2; exit 1; }
            [ -f server/target/maestro-hub.jar ]
            """;

    private final Path folder;
    private final Path own;
    private int files;

    private Workshop(Path folder) {
        this.folder = folder;
        this.own = folder.resolve(".workshop");
    }

    static Workshop in(Path folder) throws IOException {
        Workshop workshop = new Workshop(folder);
        Path programs = Files.createDirectories(workshop.own.resolve("bin"));
        program(programs.resolve("npm"), NPM);
        program(programs.resolve("mvn"), MVN);
        Files.createSymbolicLink(folder.resolve("maestro-hub.jar"), JAR);
        Files.createDirectories(folder.resolve("server/target"));
        Files.createSymbolicLink(folder.resolve("server/target/maestro-hub.jar"), JAR);
        return workshop;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Returns what runs a script in bash; where it ends is where the next begins. */
    ProcessBuilder script(String text) throws IOException {
        return bash(BEFORE + KEEP + text);
    }

    /** Returns what runs a script in bash beside others. */
    ProcessBuilder background(String text) throws IOException {
        return bash(BEFORE + text);
    }

    /** Returns what runs a module of JavaScript in the folder where the last script ended. */
    ProcessBuilder module(String text) throws IOException {
        Path file = here().resolve("block-" + ++files + ".mjs");
        Files.writeString(file, text);
        return background("exec node '" + file + "'\n");
    }

    /** Returns what opens a page in a browser. */
    ProcessBuilder browser(String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "node", "docs/browser.mjs", here().resolve(name).toString(), name);
        return builder.directory(PACKAGES.toFile());
    }

    /** Returns what checks a piece of TypeScript, with the packages that were installed and the files that are here. */
    ProcessBuilder types(String text) throws IOException {
        Path file = here().resolve("block-" + ++files + ".ts");
        Files.writeString(file, text);
        return background("exec node '" + PACKAGES.resolve("node_modules/typescript/bin/tsc")
                + "' --noEmit --strict --target es2022 --module esnext --moduleResolution bundler --types '' --ignoreConfig '"
                + file + "'\n");
    }

    private ProcessBuilder bash(String text) throws IOException {
        Path script = own.resolve("script-" + ++files);
        Files.writeString(script, text);
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        variables.put("WORKSHOP", own.toString());
        variables.put("PACKAGES", PACKAGES.toString());
        variables.put("TERM", "xterm-256color");
        variables.put("HOME", folder.toString());
        variables.put(
                "PATH",
                own.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin") + ":"
                        + variables.getOrDefault("PATH", "/usr/bin:/bin"));
        return builder;
    }

    /** Returns the folder where the last script ended. */
    Path here() throws IOException {
        Path last = own.resolve("folder");
        return Files.exists(last)
                ? Path.of(Files.readString(last, StandardCharsets.UTF_8).strip())
                : folder;
    }

    Path folder() {
        return folder;
    }

    /** Removes the links to what is not the page's own, so that the folder can be deleted. */
    @Override
    public void close() throws IOException {
        List<Path> links;
        try (Stream<Path> files = Files.walk(folder)) {
            links = files.filter(Files::isSymbolicLink).toList();
        }
        for (Path link : links) {
            Files.delete(link);
        }
    }
}
