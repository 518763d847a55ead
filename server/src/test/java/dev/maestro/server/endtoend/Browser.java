package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A real browser, headless, in processes of its own: what a person would see of the hub's page. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final LineProcess process;

    private Browser(LineProcess process) {
        this.process = process;
    }

    /** Starts a browser; fails where there is none. */
    static Browser start() throws IOException {
        assertThat(CHROMIUM)
                .as("the browser that this test drives; on Debian: apt-get install chromium")
                .isExecutable();
        return new Browser(LineProcess.start(
                new ProcessBuilder("node", "browser.mjs", CHROMIUM.toString()).directory(Desktop.scripts())));
    }

    /** Opens an address in a new profile and returns what is seen once the page has settled. */
    JsonNode open(String url) throws IOException, InterruptedException {
        return open(url, Map.of());
    }

    /** Opens an address with headers on every request, as a proxy would add them. */
    JsonNode open(String url, Map<String, String> headers) throws IOException, InterruptedException {
        return does("{\"open\":" + JsonBytes.of(url) + ",\"headers\":" + JsonBytes.of(headers) + "}");
    }

    JsonNode reload() throws IOException, InterruptedException {
        return does("{\"reload\":true}");
    }

    /** Presses the button of the page. */
    JsonNode press() throws IOException, InterruptedException {
        return does("{\"press\":true}");
    }

    /** Cuts the browser off the network, or connects it again. */
    JsonNode offline(boolean cut) throws IOException, InterruptedException {
        return does("{\"offline\":" + cut + "}");
    }

    /** Sets the clock of the page on, and lets what was to happen by then happen. */
    JsonNode forward(long millis) throws IOException, InterruptedException {
        return does("{\"forward\":" + millis + "}");
    }

    /** Adds a script, an image and a request that are not the hub's, and returns which rules they broke. */
    JsonNode plant() throws IOException, InterruptedException {
        process.write("{\"plant\":true}");
        return read(process.await(line -> line.startsWith("{\"violations\""))).get("violations");
    }

    private JsonNode does(String command) throws IOException, InterruptedException {
        process.write(command);
        return seen();
    }

    private JsonNode seen() throws IOException, InterruptedException {
        return read(process.await(line -> line.startsWith("{\"seen\""))).get("seen");
    }

    private static JsonNode read(String line) throws IOException {
        return Json.tree(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the browser, if it has not ended: without its script it ends, too. */
    @Override
    public void close() {
        process.close();
    }
}
