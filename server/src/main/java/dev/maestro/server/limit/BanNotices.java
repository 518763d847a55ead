package dev.maestro.server.limit;

/** Is told of each ban that is made here. */
@FunctionalInterface
public interface BanNotices {
    /**
     * Somebody was banned, for the length of all bans from now on. Called on an event loop: must not block.
     *
     * @param name the key, or a hash of a long one; at most 96 characters
     */
    void banned(String name);
}
