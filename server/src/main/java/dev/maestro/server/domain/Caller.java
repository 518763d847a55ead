package dev.maestro.server.domain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something, as far as the rules care.
 *
 * @param id who it is, as others are shown it: {@code local}, {@code mobile:<user>}, …
 * @param access the projects it may see; all others do not exist for it
 * @param once the request's idempotency key, or null
 */
public record Caller(String id, Access access, @Nullable Idempotency once) {
    /** The hub itself, which sees everything. */
    public static final Caller HUB = of("hub", projectId -> true);

    /** Returns a caller whose request has no idempotency key. */
    public static Caller of(String id, Access access) {
        return new Caller(id, access, null);
    }

    /** Returns the same caller, asking under an idempotency key. */
    public Caller once(Idempotency idempotency) {
        return new Caller(id, access, idempotency);
    }

    /** Returns whether the project may be seen. */
    public boolean sees(String projectId) {
        return access.sees(projectId);
    }

    /** Returns the request's idempotency key, if it has one. */
    public Optional<Idempotency> idempotency() {
        return Optional.ofNullable(once);
    }
}
