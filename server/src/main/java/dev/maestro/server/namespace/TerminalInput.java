package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;

/** Types into the terminals of sessions. Implementations are thread-safe. */
public interface TerminalInput {
    /** There is no terminal to type into. */
    TerminalInput NONE = new TerminalInput() {
        @Override
        public boolean takes(String sessionId) {
            return false;
        }

        @Override
        public void reply(String sessionId, String text) {}
    };

    /** Returns whether something typed now would reach a terminal of the session. */
    boolean takes(String sessionId);

    /**
     * Types a text and the return key; blocks for up to some seconds where the terminal is at another node.
     *
     * @param text at most 64 KiB
     * @throws HubException {@code unavailable} if no terminal takes it any more
     */
    void reply(String sessionId, String text);
}
