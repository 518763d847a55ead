package dev.maestro.server.portal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A command as the client is told that runs it: the payload of {@code command}.
 *
 * @param command its name, in lower case and without a slash
 * @param arguments the words after the name
 * @param content as it was typed
 * @param userId who typed it, as others are shown it
 * @param timestamp when, in ISO-8601 with milliseconds and Z
 */
public record CommandCall(
        @JsonProperty("message_id") String messageId,
        String command,
        List<String> arguments,
        String content,
        @JsonProperty("user_id") String userId,
        @JsonProperty("project_name") String projectName,
        String timestamp) {
    public CommandCall {
        arguments = List.copyOf(arguments);
    }
}
