package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who is there, and what they are about to say. */
public final class PresenceNews {
    private PresenceNews() {}

    /**
     * Of {@code joined_project}.
     *
     * @param currentState of the project's workflow
     * @param activeUsers how many people are in the project, whoever asked among them
     * @param lastActivity when anything last happened in the project
     */
    public record JoinedProject(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("current_state") String currentState,
            @JsonProperty("active_users") int activeUsers,
            @JsonProperty("last_activity") PortalTime lastActivity) {}

    /** Of {@code user_joined}, {@code user_left}, {@code typing_start} and {@code typing_stop}. */
    public record UserNotice(
            @JsonProperty("user_id") String userId,
            @JsonProperty("project_name") String projectName,
            PortalTime timestamp) {}
}
