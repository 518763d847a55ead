package dev.maestro.server;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.presence.PresencePolicy;
import dev.maestro.server.domain.session.SpawnPolicy;
import dev.maestro.server.domain.state.TerminalDirectory;
import dev.maestro.server.rest.DrainResource;
import dev.maestro.server.rest.EventDescription;
import dev.maestro.server.rest.MetricsResource;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.rest.RouteNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The whole hub in this process, at a free port, with data of its own that goes when it is closed. */
public final class RunningHub implements AutoCloseable {
    private final Path folder;
    private final Hub hub;

    private RunningHub(Path folder, Hub hub) {
        this.folder = folder;
        this.hub = hub;
    }

    /** Starts a hub with these settings over the usual ones. */
    public static RunningHub start(Map<String, String> settings) {
        // Time stands still, so that no offer lapses that a test does not know of.
        return start(settings, Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC));
    }

    /** Starts a hub with these settings over the usual ones, and a clock. */
    public static RunningHub start(Map<String, String> settings, Clock clock) {
        try {
            Path folder = Files.createTempDirectory("hub-running");
            Hub hub = Hub.start(config(folder, settings), clock);
            // The test ends it.
            hub.whenAskedToStop(() -> {});
            return new RunningHub(folder, hub);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where it is reached. */
    public URI url() {
        return URI.create(hub.url());
    }

    /** Returns the port of a setting such as {@code brain.port} that is on. */
    public int port(String setting) {
        return hub.port(setting);
    }

    /** Returns the token of the hub's owner, signed by its own secret. */
    public String ownersToken() {
        String link = hub.readyLink().orElseThrow();
        return link.substring(link.indexOf("?token=") + "?token=".length());
    }

    /** Has the command {@code token} make one for a user of hubs that share a Redis, and returns it. */
    public static String token(String redisUrl, String user) {
        StringWriter out = new StringWriter();
        CommandLine command = HubCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        if (command.execute("token", "--subject", user, "--redis-url", redisUrl) != 0) {
            throw new IllegalStateException("no token was made");
        }
        return out.toString().strip();
    }

    /** Returns {@code METHOD /path} of every REST route that hubs have. */
    public static List<String> routes() {
        Clock clock = Clock.systemUTC();
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
        try {
            Path folder = Files.createTempDirectory("hub-routes");
            HubConfig config = config(folder, Map.of());
            try (Backend backend = EmbeddedBackend.open(
                            new EmbeddedConfig(folder, Duration.ofDays(1), 1_000, 1_000, Duration.ZERO), clock);
                    Identities identities = Identities.open(
                            TokenConfig.of(config),
                            OriginPolicy.withDefaultsAnd(List.of()),
                            TokenAttempts.UNLIMITED,
                            HubStore.alone(backend, OwnSecret.inFolder(folder)),
                            schedule,
                            clock);
                    Services services = Services.open(
                            backend,
                            identities.members(),
                            identities.agents(),
                            new Services.Rules(
                                    SpawnPolicy.usual(() -> ""),
                                    PresencePolicy.of(Duration.ofSeconds(30), Duration.ofSeconds(45)),
                                    TerminalDirectory.EMPTY,
                                    MessageLimits.USUAL),
                            clock)) {
                List<Resource> resources = new ArrayList<>(services.resources());
                resources.add(
                        HubOperations.resource(config, backend, clock, () -> {}, since -> JsonBytes.of(List.of())));
                resources.add(new EventDescription(JsonBytes.of(List.of())));
                resources.add(new MetricsResource(() -> ""));
                resources.add(new DrainResource(() -> {}));
                return RouteNames.of(resources);
            } finally {
                remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            schedule.shutdownNow();
        }
    }

    @Override
    public void close() {
        hub.close();
        remove(folder);
    }

    private static HubConfig config(Path folder, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("port", "0", "data-dir", folder.toString()));
        all.putAll(settings);
        return ConfigLoader.load(null, Map.of(), all).config();
    }

    private static void remove(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
