package dev.maestro.server.namespace.event;

/**
 * The limits of payloads that can be set.
 *
 * @param sessionIds the most sessions one call may name
 */
public record PayloadLimits(int sessionIds) {}
