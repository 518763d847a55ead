package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Something somebody did, or was refused. It belongs to no project and is never changed.
 *
 * @param projectId always {@value #HUB}
 * @param userId who; {@code anonymous} when that is not known
 * @param action what, such as {@code login} or {@code PATCH}
 * @param resource with what, such as {@code /api/tasks/task_1}
 * @param timestamp when, epoch milliseconds
 * @param ipAddress from where; null when it came from no connection
 * @param userAgent with what program, as it names itself; null when it does not
 * @param error why it was refused or failed; null when it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        String id,
        String projectId,
        long version,
        String userId,
        String action,
        String resource,
        long timestamp,
        @Nullable String ipAddress,
        @Nullable String userAgent,
        boolean success,
        @Nullable String error)
        implements Document {
    /** Stands for a project where there is none. */
    public static final String HUB = "hub";
}
