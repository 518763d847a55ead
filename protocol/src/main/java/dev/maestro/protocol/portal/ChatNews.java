package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Attachment;
import dev.maestro.protocol.model.MessageType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of a project's chat on {@code /chat/{name}}. */
public final class ChatNews {
    private ChatNews() {}

    /**
     * Of {@code message_received}; a message whose reactions changed comes again, whole.
     *
     * @param timestamp when it was said, also when it comes again
     * @param threadId null outside threads
     * @param attachments left out when empty
     * @param reactions left out when empty
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MessageReceived(
            @JsonProperty("message_id") String messageId,
            @JsonProperty("project_name") String projectName,
            @JsonProperty("user_id") String userId,
            String content,
            MessageType type,
            PortalTime timestamp,
            @JsonProperty("thread_id") @Nullable String threadId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Attachment> attachments,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReactionCount> reactions) {
        public MessageReceived {
            attachments = List.copyOf(attachments);
            reactions = List.copyOf(reactions);
        }
    }

    /**
     * What several people think of a message, in one sign.
     *
     * @param users who they are, each once, the first first
     */
    public record ReactionCount(String emoji, int count, List<String> users) {
        public ReactionCount {
            users = List.copyOf(users);
        }

        /** Makes it of those who gave the sign. */
        public static ReactionCount of(String emoji, List<String> users) {
            return new ReactionCount(emoji, users.size(), users);
        }
    }

    /**
     * Of {@code command_result}.
     *
     * @param executionTime in milliseconds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CommandResult(
            @JsonProperty("message_id") String messageId,
            String command,
            boolean success,
            @Nullable JsonNode result,
            @Nullable String error,
            @JsonProperty("execution_time") long executionTime,
            PortalTime timestamp,
            @JsonProperty("embed_data") @Nullable JsonNode embedData) {}

    /** Of {@code thread_created}. */
    public record ThreadCreated(
            @JsonProperty("thread_id") String threadId,
            @JsonProperty("parent_message_id") String parentMessageId,
            @JsonProperty("project_name") String projectName,
            @JsonProperty("created_by") String createdBy,
            PortalTime timestamp) {}

    /**
     * Of {@code thread_updated}.
     *
     * @param participants who wrote in it, each once, the first first
     */
    public record ThreadUpdated(
            @JsonProperty("thread_id") String threadId,
            @JsonProperty("message_count") int messageCount,
            @JsonProperty("last_message_at") PortalTime lastMessageAt,
            List<String> participants) {
        public ThreadUpdated {
            participants = List.copyOf(participants);
        }
    }
}
