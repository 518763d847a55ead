package dev.maestro.server;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command that shows the help text of another: {@code help task create} is {@code task create --help}. */
final class HelpCommand {
    static final String NAME = "help";

    private static final int DONE = 0;

    private HelpCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar help [COMMAND]...")
                .description("Says what a command does, its flags, and examples.")
                .width(HubCommand.WIDTH)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar help task",
                        "  java -jar maestro-hub.jar help task create");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("COMMAND")
                .description("The command's words.")
                .completionCandidates(
                        Subcommand.ALL.stream().map(Subcommand::name).toList())
                .build());
        return spec;
    }

    static int run(ParseResult outer, ParseResult inner, Clock clock) {
        CommandLine about = outer.commandSpec().commandLine();
        PrintWriter output = about.getOut();
        for (String word : inner.matchedPositionalValue(0, List.<String>of())) {
            CommandLine next = about.getSubcommands().get(word);
            if (next == null) {
                about.getErr()
                        .println(Mistakes.noSuch(word, about.getSubcommands().keySet()));
                return Mistakes.BAD_FLAGS;
            }
            about = next;
        }
        about.usage(output, about.getColorScheme());
        return DONE;
    }
}
