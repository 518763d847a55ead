package dev.maestro.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which some stories of a project are to be done, and how far it has come.
 *
 * @param totalStories how many stories are in it; the following three count among these
 * @param startedAt when it was started; null while it is planned
 * @param endsAt when it is meant to end; null when nobody said
 * @param endedAt when it was stopped; null before
 * @param estimatedCompletion when its open stories will be done at this velocity, or the last was when none is open; {@code
 *     endsAt}, or two weeks after its start or, while it is planned, its making, while there is no velocity
 * @param velocity completed points a day since it was started, the first day counting whole; a story without points counts 1
 */
public record Sprint(
        String id,
        String projectId,
        long version,
        String name,
        String goal,
        SprintStatus status,
        int totalStories,
        int completedStories,
        int failedStories,
        int inProgressStories,
        @Nullable Long startedAt,
        @Nullable Long endsAt,
        @Nullable Long endedAt,
        long estimatedCompletion,
        double velocity,
        long createdAt,
        long updatedAt)
        implements Document {}
