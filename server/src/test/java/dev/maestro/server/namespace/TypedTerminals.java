package dev.maestro.server.namespace;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Terminals of some sessions, which remember what was typed. */
final class TypedTerminals implements TerminalInput {
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final List<String> typed = new CopyOnWriteArrayList<>();

    /** A session has a terminal from now on. */
    void open(String sessionId) {
        sessions.add(sessionId);
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
        typed.add(sessionId + ":" + text);
    }
}
