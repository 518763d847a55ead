package dev.maestro.server;

import java.time.Clock;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command that prints a script by which a shell completes commands and flags. */
final class CompletionCommand {
    static final String NAME = "completion";

    private static final List<String> SHELLS = List.of("bash", "zsh");
    private static final int DONE = 0;

    private CompletionCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar completion bash|zsh")
                .description("Prints a script by which a shell completes the words and flags of maestro-hub.")
                .width(HubCommand.WIDTH)
                .footer(
                        "",
                        "Example, for ~/.bashrc or ~/.zshrc:",
                        "  alias maestro-hub='java -jar /path/to/maestro-hub.jar'",
                        "  source <(java -jar /path/to/maestro-hub.jar completion bash)");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .type(String.class)
                .paramLabel("SHELL")
                .description("bash or zsh.")
                .completionCandidates(SHELLS)
                .build());
        return spec;
    }

    static int run(ParseResult outer, ParseResult inner, Clock clock) {
        String shell = inner.matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            outer.commandSpec()
                    .commandLine()
                    .getErr()
                    .println(shell + ": must be one of " + String.join(", ", SHELLS) + ".");
            return Mistakes.BAD_FLAGS;
        }
        // The one script does for both: in zsh it has bash's completion loaded first.
        outer.commandSpec()
                .commandLine()
                .getOut()
                .print(AutoComplete.bash(HubCommand.NAME, outer.commandSpec().commandLine()));
        outer.commandSpec().commandLine().getOut().flush();
        return DONE;
    }
}
