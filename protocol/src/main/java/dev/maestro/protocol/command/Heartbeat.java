package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself every few seconds: {@code {status, taskId?}}.
 *
 * @param status any word but those that are the hub's to say
 * @param taskId the task it works on; null when it does not say
 */
public record Heartbeat(String status, @Nullable String taskId) {}
