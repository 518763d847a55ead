package dev.maestro.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The whole command line: a command for each thing the jar does, and without one a hub is run. */
final class HubCommand {
    static final String NAME = "maestro-hub";

    /** Of a help text, in columns. */
    static final int WIDTH = 100;

    private HubCommand() {}

    /** Returns the command, ready to be executed, for output that is no terminal. */
    static CommandLine commandLine() {
        return commandLine(PersonsScreen.NONE);
    }

    /** Returns the command, ready to be executed. */
    static CommandLine commandLine(PersonsScreen screen) {
        CommandLine commandLine = new CommandLine(spec());
        commandLine.setColorScheme(Help.defaultColorScheme(screen.ansi()));
        // A title may begin with @.
        commandLine.setExpandAtFiles(false);
        commandLine.setExecutionStrategy(result -> {
            Integer answered = CommandLine.executeHelpRequest(result);
            return answered == null ? dispatch(result) : answered;
        });
        commandLine.setParameterExceptionHandler(Mistakes::refuse);
        return commandLine;
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        String version = HubCommand.class.getPackage().getImplementationVersion();
        spec.version("maestro-hub " + (version == null ? "(not packaged)" : version));
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar [COMMAND] [OPTION]...")
                .description("Runs a Maestro Hub, and is its client. Without a command a hub is run, as by \"serve\".")
                .sortOptions(false)
                .width(WIDTH)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar --port 4000",
                        "  java -jar maestro-hub.jar task list --project shop",
                        "",
                        "\"help COMMAND\" says more about each, with examples; \"help serve\" lists the settings.");
        spec.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HubCommand::commands);
        spec.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        SettingFlags.addTo(spec, Set.of());
        Subcommand.ALL.forEach(subcommand -> spec.addSubcommand(subcommand.name(), subcommand.spec()));
        return spec;
    }

    /** Lists the commands under what they are for. */
    private static String commands(Help help) {
        List<String> lines = new ArrayList<>();
        for (Subcommand.Purpose purpose : Subcommand.Purpose.values()) {
            lines.add("");
            lines.add(
                    help.colorScheme().text("@|bold " + purpose.title() + "|@").toString());
            Subcommand.ALL.stream()
                    .filter(command -> command.purpose() == purpose)
                    .forEach(command -> lines.add("  %-12s%s".formatted(command.name(), command.summary())));
        }
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static int dispatch(ParseResult result) {
        if (!result.hasSubcommand()) {
            return ServeCommand.run(result);
        }
        ParseResult inner = result.subcommand();
        return Subcommand.find(inner.commandSpec().name())
                .orElseThrow(() -> new IllegalStateException("a command that nobody runs"))
                .run(result, inner, Clock.systemUTC());
    }
}
