package dev.maestro.protocol.model;

import java.util.List;

/**
 * What was said about a message of a project's chat; a message has at most one.
 *
 * @param id a UUID
 * @param messageCount how many messages are in it, without the one it is about
 * @param lastMessageAt when the last of them came; when it was made, while there is none
 * @param participants who wrote in it, each once, the first first; at most the first 100
 */
public record ChatThread(
        String id,
        String projectId,
        long version,
        String parentMessageId,
        String createdBy,
        int messageCount,
        long lastMessageAt,
        List<String> participants,
        long createdAt,
        long updatedAt)
        implements Document {
    public ChatThread {
        participants = List.copyOf(participants);
    }
}
