package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Terminals of some sessions, which remember what was typed. */
final class TypedTerminals implements TerminalInput {
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;
    private final List<String> typed = new CopyOnWriteArrayList<>();

    /** A session has a terminal from now on. */
    void open(String sessionId) {
        sessions.add(sessionId);
    }

    /** From now on they end just before something is typed. */
    void endInBetween() {
        ending = true;
    }

    /** Returns what was typed, each as {@code session:text}. */
    List<String> typed() {
        return List.copyOf(typed);
    }

    @Override
    public boolean takes(String sessionId) {
        return sessions.contains(sessionId);
    }

    @Override
    public void reply(String sessionId, String text) {
        if (ending) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the terminal has ended");
        }
        typed.add(sessionId + ":" + text);
    }
}
