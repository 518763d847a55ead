package dev.maestro.protocol.command;

/**
 * What a viewer types: {@code {sessionId, input}}.
 *
 * @param input at most 64 KiB
 */
public record TerminalInput(String sessionId, String input) {
    /** Shows nothing of what was typed. */
    @Override
    public String toString() {
        return "TerminalInput[sessionId=" + sessionId + ", " + input.length() + " characters]";
    }
}
