package dev.maestro.protocol.command;

import dev.maestro.protocol.model.Attachment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something to be said in a project's chat.
 *
 * @param threadId the thread it is part of, whatever its type; null outside threads, which a reply never is
 */
public record SendMessage(
        String content, Type type, @Nullable String threadId, List<Attachment> attachments) {
    /** What it is meant as; on the wire in lower case, such as {@code thread_reply}. */
    public enum Type {
        /** To be run as a command, too. */
        COMMAND,
        MESSAGE,
        THREAD_REPLY
    }

    public SendMessage {
        attachments = List.copyOf(attachments);
    }
}
