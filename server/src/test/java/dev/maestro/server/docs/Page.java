package dev.maestro.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation and its fenced blocks, in order. Immutable.
 *
 * @param name its path from the root of the project, such as {@code docs/agent.md}
 */
record Page(String name, List<Block> blocks) {
    /** Where the project's root is, seen from a test. */
    static final Path ROOT = Path.of("..");

    private static final Pattern FENCE = Pattern.compile("(\\s*)(`{3,})([^`]*)");

    Page {
        blocks = List.copyOf(blocks);
    }

    /** A fenced block; {@code line} is that of its fence, {@code text} what is in it, each line ended. */
    record Block(int line, Mark mark, String text) {}

    /** Returns the names of all pages: README, how to contribute, and everything in docs. */
    static List<String> names() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("CONTRIBUTING.md", "README.md"),
                            files.map(Page::name)
                                    .filter(name -> name.endsWith(".md"))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /**
     * Reads a page.
     *
     * @throws IllegalArgumentException if a block has no mark, or a mark no block, with the place
     */
    static Page read(String name) {
        try {
            return of(name, Files.readAllLines(ROOT.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the lines of a page. */
    static Page of(String name, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Mark mark = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                int end = end(lines, i, fence.group(2));
                if (mark == null || end < 0) {
                    throw new IllegalArgumentException(
                            place(name, i) + (end < 0 ? "no end" : "a block without a mark"));
                }
                blocks.add(new Block(i + 1, mark, text(lines.subList(i + 1, end), fence.group(1))));
                mark = null;
                i = end;
            } else if (Mark.isOne(line) || mark != null) {
                mark = mark(name, i, line, mark);
            }
        }
        if (mark != null) {
            throw new IllegalArgumentException(name + ": a mark without a block");
        }
        return new Page(name, blocks);
    }

    private static Mark mark(String name, int index, String line, @Nullable Mark before) {
        if (before != null) {
            throw new IllegalArgumentException(place(name, index) + "a mark without a block before this line");
        }
        try {
            return Mark.of(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place(name, index) + e.getMessage(), e);
        }
    }

    private static String place(String name, int index) {
        return name + ":" + (index + 1) + ": ";
    }

    private static int end(List<String> lines, int start, String fence) {
        for (int i = start + 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(fence)) {
                return i;
            }
        }
        return -1;
    }

    private static String text(List<String> lines, String indent) {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(line.startsWith(indent) ? line.substring(indent.length()) : line.stripLeading())
                        .append('\n'));
        return text.toString();
    }
}
