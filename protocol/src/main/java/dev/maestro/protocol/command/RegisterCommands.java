package dev.maestro.protocol.command;

import java.util.Set;

/** Says that the socket runs commands of its project, by their names without a slash. */
public record RegisterCommands(Set<String> commands) {
    public RegisterCommands {
        commands = Set.copyOf(commands);
    }
}
