package dev.maestro.server;

import static dev.maestro.server.ClientFlags.variable;

import dev.maestro.server.command.Here;
import dev.maestro.server.command.Output;
import dev.maestro.server.command.Verbs;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The commands that ask a hub something: gives them what the environment, the terminal and files say. */
final class VerbCommand {
    static final String NOT_DONE = "Nothing was asked of the hub";

    private VerbCommand() {}

    static int run(ParseResult outer, ParseResult command, Clock clock) {
        return run(command, System.getenv());
    }

    static int run(ParseResult command, Map<String, String> environment) {
        CommandLine line = command.commandSpec().commandLine();
        PrintWriter errors = line.getErr();
        ParseResult words = Verbs.verb(command).orElse(null);
        if (words == null) {
            line.usage(errors, line.getColorScheme());
            return Mistakes.BAD_FLAGS;
        }
        ClientFlags.prepareProcess(words);
        PersonsScreen screen = PersonsScreen.look(environment);
        Output output = new Output(line.getOut(), errors, screen.columns(), screen.colours());
        Here here = new Here(variable(environment, "MAESTRO_PROJECT_ID"), variable(environment, "MAESTRO_SESSION_ID"));
        return Verbs.run(
                        command,
                        new Verbs.Surroundings(() -> HubChoice.of(words, environment, errors), here, System.in, output))
                .number();
    }
}
