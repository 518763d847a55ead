package dev.maestro.server.domain;

/** Tells which projects a caller may see. Implementations are thread-safe and do not block. */
@FunctionalInterface
public interface Access {
    /** Returns whether the project may be seen. */
    boolean sees(String projectId);
}
