package dev.maestro.server;

import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.LoadedConfig;
import dev.maestro.server.config.SettingDescription;
import dev.maestro.server.log.LevelledLogging;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command that runs a hub, which is done without its name, too: every setting is a flag of it. */
final class ServeCommand {
    static final String NAME = "serve";
    static final String NOT_DONE = "The hub was not started";

    /** The exit code that means there is none yet: the hub runs on. */
    static final int RUNNING = -1;

    private static final int CANNOT_START = 1;
    private static final int BAD_SETTINGS = 2;

    private ServeCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar [serve] [--SETTING=VALUE]...")
                .description("Runs a Maestro Hub: one port for REST, Socket.IO and plain WebSocket clients.")
                .sortOptions(false)
                .width(HubCommand.WIDTH)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar",
                        "  java -jar maestro-hub.jar serve --port 4000 --data-dir /srv/hub",
                        "",
                        "Settings are also read from maestro-hub.properties (or the file --config names) and from",
                        "variables such as MAESTRO_DATA_DIR; flags overrule variables, variables the file.",
                        "\"doctor\", with the same settings, looks whether all is well before.",
                        "Exit codes: 0 stopped in good order, 1 cannot start, 2 wrong flags or settings.");
        SettingFlags.addTo(
                spec,
                SettingDescription.all().stream().map(SettingDescription::key).collect(Collectors.toSet()));
        return spec;
    }

    /** Starts a hub by the flags of these commands; returns the exit code, or {@link #RUNNING}. */
    static int run(ParseResult... results) {
        PrintWriter errors = results[0].commandSpec().commandLine().getErr();
        PrintWriter output = results[0].commandSpec().commandLine().getOut();
        try {
            start(SettingFlags.load(results), output);
            return RUNNING;
        } catch (ConfigException e) {
            errors.println(NOT_DONE + ", because of its settings:");
            errors.println(e.getMessage());
            return BAD_SETTINGS;
        } catch (BackendStartException | HubStartException | SecretFileException e) {
            errors.println(NOT_DONE + ": " + e.getMessage());
            return CANNOT_START;
        }
    }

    private static void start(LoadedConfig loaded, PrintWriter output) {
        // The first logger is made after this.
        LevelledLogging.install(loaded.config().logLevel().toString());
        loaded.lines().forEach(output::println);
        output.flush();
        Hub hub = Hub.start(loaded.config(), Clock.systemUTC());
        Stopper.watch(hub);
        output.println(HubStore.description(loaded.config()));
        output.printf("Maestro Hub is ready: %s (%d ms)%n", hub.url(), upMillis());
        hub.readyLink().ifPresent(link -> output.println("Open " + link));
        output.flush();
    }

    private static long upMillis() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }
}
