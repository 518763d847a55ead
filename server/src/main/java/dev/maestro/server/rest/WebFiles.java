package dev.maestro.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything the pages are made of, by its path under {@code web/}.
 *
 * <p>{@value #VERSION_MARK} in an HTML page or the service worker stands for {@link #version()}. Threads: immutable.
 */
final class WebFiles {
    private static final String FOLDER = "/web/";
    private static final String PAGE = "index.html";
    private static final String WORKER = "sw.js";
    private static final String VERSION_MARK = "{version}";
    private static final int VERSION_LENGTH = 16;

    private final WebFile page;
    private final Map<String, WebFile> files;
    private final String version;

    private WebFiles(WebFile page, Map<String, WebFile> files, String version) {
        this.page = page;
        this.files = files;
        this.version = version;
    }

    /**
     * Reads the files of this program.
     *
     * @throws IllegalStateException if the program was packaged without them
     */
    static WebFiles read() {
        URL page = WebFiles.class.getResource(FOLDER + PAGE);
        if (page == null) {
            throw new IllegalStateException("the hub was packaged without " + FOLDER + PAGE);
        }
        try {
            URI uri = page.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(parent(Path.of(uri)));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path: " + page, e);
        }
    }

    private static WebFiles read(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(Files::isRegularFile).toList();
        }
        for (Path path : found) {
            contents.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
        }
        String version = version(contents);
        Map<String, WebFile> files = new TreeMap<>();
        contents.forEach((name, content) ->
                WebType.of(name).ifPresent(type -> files.put(name, new WebFile(type, marked(name, content, version)))));
        return new WebFiles(Objects.requireNonNull(files.remove(PAGE)), files, version);
    }

    private static String version(Map<String, byte[]> contents) {
        StringBuilder all = new StringBuilder();
        contents.forEach((name, content) ->
                all.append(name).append(' ').append(WebFile.digest(content)).append('\n'));
        return WebFile.digest(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, VERSION_LENGTH);
    }

    private static byte[] marked(String name, byte[] content, String version) {
        if (!name.endsWith(".html") && !name.equals(WORKER)) {
            return content;
        }
        return new String(content, StandardCharsets.UTF_8)
                .replace(VERSION_MARK, version)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("a file in no folder: " + file);
        }
        return parent;
    }

    /** Returns the page that everything else belongs to. */
    WebFile page() {
        return page;
    }

    /** Finds a file, other than the page, by its path under {@code web/}. */
    Optional<WebFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Returns what is another when any file is: 16 hexadecimal digits. */
    String version() {
        return version;
    }
}
