package dev.maestro.server.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change and its news in one step: either all of it is stored, or nothing.
 *
 * @param conditions what must hold; checked together with the expected versions of the changes
 * @param changes what is stored and removed; at most one change a document
 * @param events the news, in the order in which clients get it
 * @param answer the answer to keep for a repetition of the request, or null
 */
public record Commit(
        List<Condition> conditions,
        List<Change> changes,
        List<NewEvent> events,
        @Nullable IdempotentAnswer answer) {
    public Commit {
        conditions = List.copyOf(conditions);
        changes = List.copyOf(changes);
        events = List.copyOf(events);
    }

    /** Returns the answer to keep, if any. */
    public Optional<IdempotentAnswer> idempotentAnswer() {
        return Optional.ofNullable(answer);
    }

    /** Returns an empty commit to add to. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers a commit. Threads: confined to one caller. */
    public static final class Builder {
        private final List<Condition> conditions = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final List<NewEvent> events = new ArrayList<>();
        // Set at most once, by the one caller.
        private @Nullable IdempotentAnswer answer;

        private Builder() {}

        /** Adds a condition. */
        public Builder require(Condition condition) {
            conditions.add(condition);
            return this;
        }

        /** Adds a change. */
        public Builder change(Change change) {
            changes.add(change);
            return this;
        }

        /** Adds an event after those added before. */
        public Builder event(NewEvent event) {
            events.add(event);
            return this;
        }

        /** Keeps the answer for repetitions of the request. */
        public Builder answer(IdempotentAnswer idempotentAnswer) {
            this.answer = idempotentAnswer;
            return this;
        }

        /** Returns what was gathered. */
        public Commit build() {
            return new Commit(conditions, changes, events, answer);
        }
    }
}
