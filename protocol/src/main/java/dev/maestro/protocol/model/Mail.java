package dev.maestro.protocol.model;

/**
 * A message to a session. It is never changed, only read and deleted.
 *
 * @param fromSessionId the session that sent it, or the name of a sender that is none, such as {@code local}
 * @param type what kind of message; {@code directive} unless the sender says otherwise
 */
public record Mail(
        String id,
        String projectId,
        long version,
        String fromSessionId,
        String toSessionId,
        String type,
        String subject,
        String body,
        long createdAt,
        long updatedAt)
        implements Document {}
