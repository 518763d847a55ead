package dev.maestro.server.domain.audit;

import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.domain.Ids;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something somebody did, or was refused. Texts may be anything: what is too long is cut, and what cannot be seen is taken
 * out, before they are kept.
 *
 * @param userId who; {@link #ANONYMOUS} when that is not known
 * @param action what, such as {@code login} or {@code PATCH}
 * @param resource with what
 * @param ipAddress from where; null when it came from no connection
 * @param userAgent with what program, as it names itself; null when it does not
 * @param error why it was refused or failed; null when it was not
 */
public record Deed(
        String userId,
        String action,
        String resource,
        @Nullable String ipAddress,
        @Nullable String userAgent,
        @Nullable String error) {
    /** Stands for who is not known. */
    public static final String ANONYMOUS = "anonymous";

    /** What a login is called. */
    public static final String LOGIN = "login";

    private static final Set<String> TAKEN = Set.of("local", ANONYMOUS, AuditEntry.HUB);
    private static final Set<String> TAKEN_STARTS = Set.of("user:", "sess_");

    private static final int MOST_ID = 200;
    private static final int MOST_ACTION = 50;
    private static final int MOST_RESOURCE = 500;
    private static final int MOST_AGENT = 300;
    private static final int MOST_ERROR = 500;
    private static final int MOST_ADDRESS = 64;

    /** Returns whether a user's name, as it is kept, could be taken for who is no user, or for another user's key. */
    public static boolean isTaken(String userId) {
        String kept = clean(userId, MOST_ID);
        return kept.isBlank()
                || TAKEN.contains(kept.strip())
                || TAKEN_STARTS.stream().anyMatch(kept::startsWith);
    }

    /** Returns the entry that is kept of it. */
    AuditEntry entry(long now) {
        return new AuditEntry(
                Ids.next("audit", now),
                AuditEntry.HUB,
                1,
                clean(userId, MOST_ID),
                clean(action, MOST_ACTION),
                clean(resource, MOST_RESOURCE),
                now,
                cleanOrNull(ipAddress, MOST_ADDRESS),
                cleanOrNull(userAgent, MOST_AGENT),
                error == null,
                cleanOrNull(error, MOST_ERROR));
    }

    private static @Nullable String cleanOrNull(@Nullable String text, int most) {
        return text == null ? null : clean(text, most);
    }

    private static String clean(String text, int most) {
        return text.codePoints()
                .filter(Deed::isShown)
                .limit(most)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isShown(int point) {
        int type = Character.getType(point);
        // What turns the direction of the text around it is a format, too.
        return type != Character.CONTROL && type != Character.SURROGATE && type != Character.FORMAT;
    }
}
