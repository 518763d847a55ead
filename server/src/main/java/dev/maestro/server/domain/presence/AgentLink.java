package dev.maestro.server.domain.presence;

/** One socket of an agent; compared by identity. */
@FunctionalInterface
public interface AgentLink {
    /** Ends the connection, so that the agent makes another at once; does not block. */
    void comeAnew();
}
