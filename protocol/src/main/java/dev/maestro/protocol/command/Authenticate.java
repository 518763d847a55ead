package dev.maestro.protocol.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a client of a portal namespace says it is: {@code {token, user_id?}}.
 *
 * @param token proves it
 * @param userId the user it names; null when it leaves that to the token
 */
public record Authenticate(String token, @Nullable String userId) {
    /** Returns the user it names, if it does. */
    public Optional<String> user() {
        return Optional.ofNullable(userId);
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "Authenticate[userId=" + userId + "]";
    }
}
