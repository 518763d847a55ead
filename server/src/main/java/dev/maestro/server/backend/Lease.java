package dev.maestro.server.backend;

/**
 * The right to something that one holds at a time.
 *
 * @param name what it is the right to
 * @param token larger than that of every earlier holder of the name (a fencing token): who comes late is known by it
 */
public record Lease(String name, long token) {}
