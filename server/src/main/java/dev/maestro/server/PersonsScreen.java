package dev.maestro.server;

import static dev.maestro.server.ClientFlags.variable;

import dev.maestro.server.agent.tty.StandardStreams;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Help.Ansi;

/**
 * What the command line may do with what it prints.
 *
 * @param columns of the terminal that standard output is; empty if it is none
 * @param colours whether standard output may have some
 */
record PersonsScreen(OptionalInt columns, boolean colours) {
    static final PersonsScreen NONE = new PersonsScreen(OptionalInt.empty(), false);

    /** Looks at this process's; a terminal gets colours unless NO_COLOR is set, or it knows none (TERM=dumb). */
    static PersonsScreen look(Map<String, String> environment) {
        OptionalInt columns = StandardStreams.outputColumns();
        return new PersonsScreen(columns, columns.isPresent() && mayColour(environment));
    }

    static boolean mayColour(Map<String, String> environment) {
        return variable(environment, "NO_COLOR").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    Ansi ansi() {
        return colours ? Ansi.ON : Ansi.OFF;
    }
}
