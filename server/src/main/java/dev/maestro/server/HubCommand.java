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
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command that runs a hub: every setting is a flag of it. */
final class HubCommand {
    /** The exit code that means there is none yet: the hub runs on. */
    static final int RUNNING = -1;

    private static final int CANNOT_START = 1;
    private static final int BAD_SETTINGS = 2;

    private HubCommand() {}

    /** Returns the command, ready to be executed. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(spec());
        commandLine.setExecutionStrategy(result -> {
            Integer answered = CommandLine.executeHelpRequest(result);
            return answered == null ? dispatch(result) : answered;
        });
        commandLine.setParameterExceptionHandler(HubCommand::refuse);
        return commandLine;
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("maestro-hub").mixinStandardHelpOptions(true);
        String version = HubCommand.class.getPackage().getImplementationVersion();
        spec.version("maestro-hub " + (version == null ? "(not packaged)" : version));
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar [--SETTING=VALUE]...")
                .description("Runs a Maestro Hub: one port for REST, Socket.IO and plain WebSocket clients.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Settings are also read from maestro-hub.properties (or the file --config names) and from",
                        "variables such as MAESTRO_DATA_DIR; flags overrule variables, variables the file.");
        SettingFlags.addTo(
                spec,
                SettingDescription.all().stream().map(SettingDescription::key).collect(Collectors.toSet()));
        Subcommand.ALL.forEach(subcommand -> spec.addSubcommand(subcommand.name(), subcommand.spec()));
        return spec;
    }

    /** Says what is wrong with the flags, without burying it under the whole help text. */
    private static int refuse(ParameterException fault, String[] args) {
        PrintWriter errors = fault.getCommandLine().getErr();
        errors.println(Subcommand.find(fault.getCommandLine().getCommandName())
                        .map(Subcommand::notDone)
                        .orElse("The hub was not started")
                + ", because of its flags:");
        if (fault instanceof UnmatchedArgumentException unmatched) {
            errors.println(String.join(" ", unmatched.getUnmatched()) + ": there is no such setting; known are "
                    + fault.getCommandLine().getCommandSpec().options().stream()
                            .map(OptionSpec::longestName)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        } else {
            errors.println(fault.getMessage());
        }
        errors.println("--help says what each does.");
        return BAD_SETTINGS;
    }

    private static int dispatch(ParseResult result) {
        if (!result.hasSubcommand()) {
            return run(result);
        }
        ParseResult inner = result.subcommand();
        return Subcommand.find(inner.commandSpec().name())
                .orElseThrow(() -> new IllegalStateException("a command that nobody runs"))
                .run(result, inner, Clock.systemUTC());
    }

    private static int run(ParseResult result) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        PrintWriter output = result.commandSpec().commandLine().getOut();
        try {
            start(SettingFlags.load(result), output);
            return RUNNING;
        } catch (ConfigException e) {
            errors.println("The hub was not started, because of its settings:");
            errors.println(e.getMessage());
            return BAD_SETTINGS;
        } catch (BackendStartException | HubStartException | SecretFileException e) {
            errors.println("The hub was not started: " + e.getMessage());
            return CANNOT_START;
        }
    }

    private static void start(LoadedConfig loaded, PrintWriter output) {
        // The first logger is made after this.
        LevelledLogging.install(loaded.config().logLevel().toString());
        loaded.lines().forEach(output::println);
        output.flush();
        Hub hub = Hub.start(loaded.config(), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(hub), "hub-stop"));
        output.println(HubStore.description(loaded.config()));
        output.printf("Maestro Hub is ready: %s (%d ms)%n", hub.url(), upMillis());
        hub.readyLink().ifPresent(link -> output.println("Open " + link));
        output.flush();
    }

    /** A process told to stop that has stopped in good order ends with 0, not with the signal's number. */
    private static void stop(Hub hub) {
        hub.close();
        Runtime.getRuntime().halt(0);
    }

    private static long upMillis() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }
}
