package dev.maestro.server.command;

import java.util.Optional;

/**
 * The session in whose terminal a verb is typed, if it is one's; what it takes for granted then.
 *
 * @param project an id
 * @param session an id
 */
public record Here(Optional<String> project, Optional<String> session) {}
