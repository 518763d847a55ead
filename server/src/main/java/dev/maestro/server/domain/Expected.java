package dev.maestro.server.domain;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of a document a caller is ready to change.
 *
 * @param versions any of these; null for whatever it is now
 */
public record Expected(@Nullable Set<Long> versions) {
    /** Whatever the version is now. */
    public static final Expected ANY = new Expected(null);

    public Expected {
        versions = versions == null ? null : Set.copyOf(versions);
    }

    /** Returns the expectation of one of these versions; of an empty set, none will do. */
    public static Expected oneOf(Set<Long> versions) {
        return new Expected(versions);
    }

    /**
     * Checks a document.
     *
     * @throws HubException {@code stale_version} with the document as it is
     */
    public void check(Held<?> held) {
        if (!Optional.ofNullable(versions)
                .map(set -> set.contains(held.stored().version()))
                .orElse(true)) {
            throw stale(held);
        }
    }

    static HubException stale(Held<?> held) {
        return HubException.outdated(
                ErrorCode.STALE_VERSION,
                "the " + held.shelf().noun() + " is at version " + held.stored().version(),
                held.stored().body());
    }
}
