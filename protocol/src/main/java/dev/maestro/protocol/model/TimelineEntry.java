package dev.maestro.protocol.model;

/**
 * One thing that happened to a task.
 *
 * @param id {@code evt_001}, {@code evt_002}, … within the task
 * @param type what kind of thing, such as {@code created}
 */
public record TimelineEntry(String id, String type, long timestamp, String message) {}
