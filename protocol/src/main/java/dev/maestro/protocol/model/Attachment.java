package dev.maestro.protocol.model;

/**
 * A file somebody speaks of; the hub has no more of it than this.
 *
 * @param size in bytes
 * @param type its media type
 */
public record Attachment(String name, long size, String type) {}
