package dev.maestro.server.command;

import java.net.URI;
import java.util.Optional;

/**
 * Which hub is asked, and as whom.
 *
 * @param base without a slash at the end
 * @param token a user's or a session's; empty for the local person
 */
public record HubAccess(URI base, Optional<String> token) {
    URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns where the hub is, without the token. */
    @Override
    public String toString() {
        return base.toString();
    }
}
