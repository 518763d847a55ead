package dev.maestro.server.docs;

import dev.maestro.server.backend.redis.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page supposes is there: a hub at {@code localhost:3000}, and the Redis it names.
 *
 * <p>The hub is on a free port, and the two addresses are exchanged in what is run and in what it prints. It is the one that the page
 * starts, or one that is started when something needs it first. Confined to the thread of its page.
 */
final class World implements AutoCloseable {
    private static final String SAID = "localhost:3000";
    private static final Pattern READY = Pattern.compile("Maestro Hub is ready: http://(localhost:\\d+)/");
    private static final Pattern REDIS = Pattern.compile("redis://[^\\s@\"']*@[a-z.]+(?::6379)?(?:/0)?");

    private final Workshop workshop;
    private @Nullable Running hub;
    private @Nullable TestRedis redis;
    private String address = SAID;
    private boolean isStopped;

    World(Workshop workshop) {
        this.workshop = workshop;
    }

    /** Starts the hub as a page says, in place of the one that runs; returns when it is ready. */
    Running startHub(String command) throws IOException, InterruptedException {
        stopHub();
        isStopped = false;
        Running started = Running.start(workshop.background(
                "MAESTRO_PORT=0\n" + folder() + redis(command).replace("--port 3000", "--port 0")));
        hub = started;
        String printed = started.await(text -> READY.matcher(text).find());
        Matcher ready = READY.matcher(printed);
        if (!ready.find()) {
            throw new AssertionError("the hub is not ready; it printed\n" + printed);
        }
        address = ready.group(1);
        return started;
    }

    /** Stops the hub, if one runs; none is started but by the page itself. */
    void stopHub() throws IOException, InterruptedException {
        isStopped = true;
        if (hub != null) {
            hub.stop();
            hub = null;
        }
    }

    /** Starts a hub unless one runs. */
    void needHub() throws IOException, InterruptedException {
        if (hub == null && !isStopped) {
            startHub("exec java -jar maestro-hub.jar\n");
        }
    }

    /** Returns a script for the world as it is. */
    String script(String text) throws IOException, InterruptedException {
        String mapped = redis(mapped(text));
        return "MAESTRO_SERVER_URL=http://" + address + "\n" + folder() + mapped;
    }

    private String folder() {
        return "MAESTRO_DATA_DIR='" + workshop.folder().resolve("maestro-data") + "'\n";
    }

    /** Returns a text of a page with the hub's address as it is here. */
    String mapped(String text) throws IOException, InterruptedException {
        if (text.contains(SAID)) {
            needHub();
        }
        return text.replace(SAID, address);
    }

    /** Returns what was printed with the hub's address as pages say it. */
    String unmapped(String text) {
        return text.replace(address, SAID);
    }

    private String redis(String text) throws IOException {
        Matcher named = REDIS.matcher(text);
        if (!named.find()) {
            return text;
        }
        if (redis == null) {
            redis = TestRedis.start(Files.createDirectories(workshop.folder().resolve("redis")), "--appendonly", "yes");
        }
        return named.replaceAll(redis.url());
    }

    @Override
    public void close() {
        if (hub != null) {
            hub.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
