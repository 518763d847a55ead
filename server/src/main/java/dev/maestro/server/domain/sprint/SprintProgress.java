package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.StoryStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Predicate;

/** How far a sprint has come, reckoned from its stories. */
final class SprintProgress {
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long USUAL_MILLIS = Duration.ofDays(14).toMillis();
    private static final double MOST_DAYS_LEFT = 36_500;

    private SprintProgress() {}

    /** Returns the sprint with its counters, velocity and estimate as of a time; all else stays. */
    static Sprint of(Sprint sprint, Collection<Story> stories, long now) {
        double velocity = velocity(sprint, stories, now);
        return new Sprint(
                sprint.id(),
                sprint.projectId(),
                sprint.version(),
                sprint.name(),
                sprint.goal(),
                sprint.status(),
                stories.size(),
                count(stories, StoryStatus.COMPLETED),
                count(stories, StoryStatus.FAILED),
                count(stories, StoryStatus.IN_PROGRESS),
                sprint.startedAt(),
                sprint.endsAt(),
                sprint.endedAt(),
                estimate(sprint, stories, velocity, now),
                velocity,
                sprint.createdAt(),
                sprint.updatedAt());
    }

    private static int count(Collection<Story> stories, StoryStatus status) {
        return (int) stories.stream().filter(story -> story.status() == status).count();
    }

    // In its first day a sprint would have any velocity; that day counts whole.
    private static double velocity(Sprint sprint, Collection<Story> stories, long now) {
        Long startedAt = sprint.startedAt();
        if (startedAt == null) {
            return 0;
        }
        double days = Math.max(1, (until(sprint, now) - startedAt) / DAY_MILLIS);
        return points(stories, story -> story.status() == StoryStatus.COMPLETED) / days;
    }

    private static long estimate(Sprint sprint, Collection<Story> stories, double velocity, long now) {
        if (velocity == 0) {
            return planned(sprint);
        }
        long left = points(stories, story -> story.completedAt() == null);
        if (left == 0) {
            return stories.stream()
                    .filter(story -> story.completedAt() != null)
                    .mapToLong(Story::completedAt)
                    .max()
                    .orElse(now);
        }
        return until(sprint, now) + Math.round(Math.min(left / velocity, MOST_DAYS_LEFT) * DAY_MILLIS);
    }

    private static long planned(Sprint sprint) {
        Long endsAt = sprint.endsAt();
        Long startedAt = sprint.startedAt();
        if (endsAt != null) {
            return endsAt;
        }
        return (startedAt == null ? sprint.createdAt() : startedAt) + USUAL_MILLIS;
    }

    private static long until(Sprint sprint, long now) {
        Long endedAt = sprint.endedAt();
        return endedAt == null ? now : endedAt;
    }

    private static long points(Collection<Story> stories, Predicate<Story> which) {
        return stories.stream()
                .filter(which)
                .mapToLong(SprintProgress::pointsOf)
                .sum();
    }

    private static long pointsOf(Story story) {
        Integer points = story.points();
        return points == null ? 1 : points;
    }
}
