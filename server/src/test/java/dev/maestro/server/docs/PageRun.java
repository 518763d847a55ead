package dev.maestro.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.Json;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.docs.Page.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Does what a page says, block by block, in a world of its own. Confined to one thread.
 *
 * <p>What is left running ends with the page.
 */
final class PageRun implements AutoCloseable {
    private static final String WITHOUT_HUB = "without hub";

    private final Workshop workshop;
    private final World world;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Set<String> unusedFiles = new HashSet<>();
    private String printed = "";

    private PageRun(Workshop workshop) {
        this.workshop = workshop;
        this.world = new World(workshop);
    }

    /**
     * Does what a page says, in an empty folder.
     *
     * @throws AssertionError if something does not go as it says, with the place
     */
    static void of(Page page, Path folder) throws Exception {
        try (Workshop workshop = Workshop.in(folder);
                PageRun run = new PageRun(workshop)) {
            for (Block block : page.blocks()) {
                try {
                    run.next(block);
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(page.name() + ":" + block.line() + ": " + e.getMessage(), e);
                }
            }
            assertThat(run.unusedFiles)
                    .as("files that " + page.name() + " makes and does not use")
                    .isEmpty();
        }
    }

    private void next(Block block) throws IOException, InterruptedException {
        String name = block.mark().rest();
        String text = block.text();
        switch (block.mark().kind()) {
            case HUB -> startHub(text);
            case SHELL -> shell(text, name);
            case BACKGROUND -> start(name, workshop.background(use(text)));
            case NODE -> printed = ended(workshop.module(world.mapped(text)));
            case FILE -> write(name, text);
            case BROWSER -> open(name);
            case TYPES -> printed = ended(workshop.types(text));
            case ANSWER -> answer(name, Answer.of(text));
            case JSON -> Json.tree(whole(text).getBytes(StandardCharsets.UTF_8));
            case CONFIG -> config(text, name);
            case SYNTAX -> ended(new ProcessBuilder("bash", "-n", "-c", text));
            case NONE -> {}
        }
    }

    private void startHub(String text) throws IOException, InterruptedException {
        used(text);
        running.put("hub", world.startHub(text));
    }

    private void shell(String text, String where) throws IOException, InterruptedException {
        if (where.equals(WITHOUT_HUB)) {
            world.stopHub();
        } else {
            assertThat(where).as("what stands behind the word shell").isEmpty();
            world.needHub();
        }
        printed = ended(workshop.script(use(text)));
    }

    private String use(String text) throws IOException, InterruptedException {
        used(text);
        return world.script(text);
    }

    private void used(String text) {
        unusedFiles.removeIf(text::contains);
    }

    private void write(String name, String text) throws IOException, InterruptedException {
        Path file = workshop.here().resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, world.mapped(text));
        unusedFiles.add(name);
    }

    private void open(String name) throws IOException {
        assertThat(workshop.here().resolve(name)).exists();
        unusedFiles.remove(name);
        start(name, workshop.browser(name));
    }

    private void start(String name, ProcessBuilder builder) throws IOException {
        Running before = running.put(name, Running.start(builder));
        assertThat(before).as(name + " runs already").isNull();
    }

    /** Runs to the end what must go well, and returns what it printed. */
    private String ended(ProcessBuilder builder) throws IOException, InterruptedException {
        try (Running process = Running.start(builder)) {
            int code = process.awaitEnd();
            String output = world.unmapped(process.printed());
            assertThat(code).as("exit code; it printed\n" + output + others()).isZero();
            return output;
        }
    }

    private void answer(String name, Answer answer) throws InterruptedException {
        if (name.isEmpty()) {
            assertThat(answer.isAllOf(printed))
                    .as("what the page says was printed; it was\n" + printed)
                    .isTrue();
            return;
        }
        Running process = running.get(name);
        assertThat(process).as("what runs as " + name).isNotNull();
        String output = process.await(text -> answer.isIn(world.unmapped(text)));
        assertThat(answer.isIn(world.unmapped(output)))
                .as("what the page says was printed" + others())
                .isTrue();
    }

    /** What else was printed, for whoever looks for the reason. */
    private String others() {
        return running.entrySet().stream()
                .map(each -> "\n--- " + each.getKey() + " printed\n"
                        + each.getValue().soFar())
                .collect(Collectors.joining());
    }

    /** JSON with what a page leaves out left out. */
    private static String whole(String text) {
        return text.replace("{…}", "{}").replace("[…]", "[]");
    }

    private void config(String text, String form) throws IOException {
        if (form.equals("environment")) {
            Map<String, String> variables = text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
            assertThat(ConfigLoader.load(null, variables, Map.of()).lines()).isNotEmpty();
            return;
        }
        assertThat(form).as("what stands behind the word config").isEmpty();
        Path file = workshop.folder().resolve("settings.properties");
        Files.writeString(file, text);
        assertThat(ConfigLoader.load(file, Map.of(), Map.of()).lines()).isNotEmpty();
    }

    @Override
    public void close() {
        running.values().forEach(Running::close);
        world.close();
    }
}
