package dev.maestro.server.domain.session;

import dev.maestro.server.domain.document.Tags;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A standing offer to start a session's terminal. Clients do not see it; it is kept in a tag of the session, so it
 * outlives a restart.
 *
 * @param number 1 for the first offer of the session
 * @param dueAt when it lapses, epoch milliseconds
 * @param claimant who took it; null while nobody has
 */
record SpawnOffer(int number, long dueAt, @Nullable String claimant) {
    /** Returns the tags that hold the offer. */
    Set<String> tags() {
        return Set.of(Tags.OFFER_PREFIX + number + ":" + dueAt + ":" + (claimant == null ? "" : claimant));
    }

    /** Finds the offer among a session's tags. */
    static Optional<SpawnOffer> of(Set<String> tags) {
        return tags.stream()
                .filter(tag -> tag.startsWith(Tags.OFFER_PREFIX))
                .findFirst()
                .map(SpawnOffer::parse);
    }

    private static SpawnOffer parse(String tag) {
        String[] parts = tag.substring(Tags.OFFER_PREFIX.length()).split(":", 3);
        return new SpawnOffer(
                Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2].isEmpty() ? null : parts[2]);
    }

    /** Returns the offer, taken. */
    SpawnOffer claimedBy(String who) {
        return new SpawnOffer(number, dueAt, who);
    }
}
