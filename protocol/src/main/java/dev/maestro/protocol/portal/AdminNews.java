package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.ConfigType;
import org.jspecify.annotations.Nullable;

/** What is told on {@code /admin}. */
public final class AdminNews {
    private AdminNews() {}

    /**
     * Of {@code config_changed}.
     *
     * @param changes the settings that differ, by key, with their new values
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConfigChanged(
            @JsonProperty("config_type") ConfigType configType,
            @JsonProperty("changed_by") String changedBy,
            JsonNode changes,
            PortalTime timestamp,
            @Nullable String reason) {}

    /**
     * Of {@code user_action}.
     *
     * @param timestamp when it was done
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UserAction(
            @JsonProperty("user_id") String userId,
            String action,
            String resource,
            PortalTime timestamp,
            @JsonProperty("ip_address") @Nullable String ipAddress,
            @JsonProperty("user_agent") @Nullable String userAgent,
            boolean success,
            @Nullable String error) {}
}
