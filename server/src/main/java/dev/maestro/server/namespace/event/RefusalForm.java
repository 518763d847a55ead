package dev.maestro.server.namespace.event;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;

/**
 * How the clients of a family of namespaces are told why an event was refused, where no ack tells them.
 *
 * <p>Threads: immutable. Spec: docs/protocol/errors.md.
 */
public interface RefusalForm {
    /** Returns what is said of a refusal. */
    Told told(HubException refusal);

    /** Returns whether a refusal for saying too much is told as an event even if an ack was asked for. */
    boolean ratesAloud();

    /**
     * What is said.
     *
     * @param event its name
     * @param body its argument
     */
    record Told(String event, JsonBytes body) {}
}
