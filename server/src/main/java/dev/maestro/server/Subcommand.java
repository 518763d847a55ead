package dev.maestro.server;

import dev.maestro.server.command.Verbs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * What the jar does.
 *
 * @param name the word that asks for it
 * @param purpose what it is listed under
 * @param summary what it does, in a short line
 * @param made makes its flags and help text
 * @param notDone what did not happen when its flags are wrong
 * @param action does it
 */
record Subcommand(
        String name, Purpose purpose, String summary, Supplier<CommandSpec> made, String notDone, Action action) {
    /** What commands are for. */
    enum Purpose {
        HUB("Run a hub"),
        ASK("Ask a hub"),
        TERMINAL("Terminals"),
        DATA("Data of a hub"),
        MEASURE("Measure a hub"),
        HELP("Help");

        private final String title;

        Purpose(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Does what a command is for; returns the exit code. */
    interface Action {
        /**
         * @param outer the flags before the command's name
         * @param inner the flags after it
         */
        int run(ParseResult outer, ParseResult inner, Clock clock);
    }

    static final List<Subcommand> ALL = all();

    private static List<Subcommand> all() {
        List<Subcommand> all = new ArrayList<>(List.of(
                new Subcommand(
                        ServeCommand.NAME,
                        Purpose.HUB,
                        "Runs a hub; the same as no command at all.",
                        ServeCommand::spec,
                        ServeCommand.NOT_DONE,
                        (outer, inner, clock) -> ServeCommand.run(outer, inner)),
                new Subcommand(
                        DoctorCommand.NAME,
                        Purpose.HUB,
                        "Looks whether it can start and will be well, and says what to mend.",
                        DoctorCommand::spec,
                        "Nothing was looked at",
                        DoctorCommand::run),
                new Subcommand(
                        TokenCommand.NAME,
                        Purpose.HUB,
                        "Makes a token by which a user comes to the hub.",
                        TokenCommand::spec,
                        "No token was made",
                        TokenCommand::run)));
        Verbs.specs().forEach(spec -> all.add(verb(spec)));
        all.add(new Subcommand(
                AgentCommand.NAME,
                Purpose.TERMINAL,
                "Runs a command in a terminal that the hub's viewers see.",
                AgentCommand::spec,
                "The command was not run",
                AgentCommand::run));
        all.add(new Subcommand(
                WatchCommand.NAME,
                Purpose.TERMINAL,
                "Shows the terminal of a session, or lists them.",
                WatchCommand::spec,
                "Nothing is shown",
                WatchCommand::run));
        all.add(new Subcommand(
                ExportCommand.NAME,
                Purpose.DATA,
                "Writes everything a hub keeps into a file.",
                ExportCommand::spec,
                ExportCommand.NOT_DONE,
                ExportCommand::run));
        all.add(new Subcommand(
                ImportCommand.NAME,
                Purpose.DATA,
                "Brings such a file into an empty store.",
                ImportCommand::spec,
                ImportCommand.NOT_DONE,
                ImportCommand::run));
        all.add(new Subcommand(
                BenchCommand.NAME,
                Purpose.MEASURE,
                "Loads a hub, or another Socket.IO server, and tells how it bore it.",
                BenchCommand::spec,
                "Nothing was measured",
                BenchCommand::run));
        all.add(new Subcommand(
                HelpCommand.NAME,
                Purpose.HELP,
                "Says more about a command.",
                HelpCommand::spec,
                "There is no help",
                HelpCommand::run));
        all.add(new Subcommand(
                CompletionCommand.NAME,
                Purpose.HELP,
                "Prints what has a shell complete these commands.",
                CompletionCommand::spec,
                "Nothing is printed",
                CompletionCommand::run));
        return List.copyOf(all);
    }

    private static Subcommand verb(CommandSpec spec) {
        return new Subcommand(
                spec.name(),
                Purpose.ASK,
                String.join(" ", spec.usageMessage().description()),
                () -> Verbs.spec(spec.name()),
                VerbCommand.NOT_DONE,
                VerbCommand::run);
    }

    static Optional<Subcommand> find(String name) {
        return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
    }

    CommandSpec spec() {
        return made.get();
    }

    int run(ParseResult outer, ParseResult inner, Clock clock) {
        return action.run(outer, inner, clock);
    }
}
