package dev.maestro.server;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * What the jar does beside running a hub.
 *
 * @param name the word that asks for it
 * @param made makes its flags and help text
 * @param notDone what did not happen when its flags are wrong
 * @param action does it
 */
record Subcommand(String name, Supplier<CommandSpec> made, String notDone, Action action) {
    /** Does what a command is for; returns the exit code. */
    interface Action {
        /**
         * @param outer the flags before the command's name
         * @param inner the flags after it
         */
        int run(ParseResult outer, ParseResult inner, Clock clock);
    }

    static final List<Subcommand> ALL = List.of(
            new Subcommand(TokenCommand.NAME, TokenCommand::spec, "No token was made", TokenCommand::run),
            new Subcommand(ExportCommand.NAME, ExportCommand::spec, ExportCommand.NOT_DONE, ExportCommand::run),
            new Subcommand(ImportCommand.NAME, ImportCommand::spec, ImportCommand.NOT_DONE, ImportCommand::run),
            new Subcommand(AgentCommand.NAME, AgentCommand::spec, "The command was not run", AgentCommand::run),
            new Subcommand(WatchCommand.NAME, WatchCommand::spec, "Nothing is shown", WatchCommand::run));

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
