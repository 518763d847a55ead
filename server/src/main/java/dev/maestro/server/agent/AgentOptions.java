package dev.maestro.server.agent;

import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.agent.output.TerminalSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent is to do.
 *
 * @param project id or exact name; may be empty if there is a session
 * @param session the session to join; empty to make one
 * @param token a user's or a session's; empty to come as the local person
 * @param name of a new session; empty for the command
 * @param tasks ids of what a new session works on
 * @param size of the terminal; empty for that of the own one
 * @param command the program and its arguments
 * @param environment what the command gets, beside what the agent adds
 */
public record AgentOptions(
        HubAddress hub,
        Optional<String> project,
        Optional<String> session,
        Optional<String> token,
        Optional<String> name,
        List<String> tasks,
        Optional<TerminalSize> size,
        List<String> command,
        Map<String, String> environment) {
    public AgentOptions {
        tasks = List.copyOf(tasks);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Returns the options without the token and the environment. */
    @Override
    public String toString() {
        return "AgentOptions[" + hub + ", " + command.get(0) + "]";
    }
}
