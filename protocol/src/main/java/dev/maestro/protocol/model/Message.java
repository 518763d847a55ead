package dev.maestro.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a project's chat. Only its reactions ever change.
 *
 * @param id a UUID
 * @param userId who said it, as others are shown it
 * @param threadId the thread it is part of; null outside threads
 */
public record Message(
        String id,
        String projectId,
        long version,
        String userId,
        String content,
        MessageType type,
        @Nullable String threadId,
        List<Attachment> attachments,
        List<Reaction> reactions,
        long createdAt,
        long updatedAt)
        implements Document {
    public Message {
        attachments = List.copyOf(attachments);
        reactions = List.copyOf(reactions);
    }

    /**
     * Returns it one version later.
     *
     * @param reactions those it has then, all of them
     * @param now when, epoch milliseconds
     */
    public Message next(List<Reaction> reactions, long now) {
        return new Message(
                id, projectId, version + 1, userId, content, type, threadId, attachments, reactions, createdAt, now);
    }
}
