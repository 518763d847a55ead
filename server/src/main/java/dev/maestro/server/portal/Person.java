package dev.maestro.server.portal;

/**
 * Somebody in the portal, however many sockets and connections they have.
 *
 * @param key what tells them from all others
 * @param name what others are shown as their {@code user_id}
 */
public record Person(String key, String name) {}
