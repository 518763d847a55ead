package dev.maestro.server.backend.writing;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Optional;

/** What is to become of one recovery session. Times are epoch milliseconds. */
public sealed interface RecoveryChange {
    /** The time at which a connected socket's connection goes: not yet. */
    long CONNECTED = Long.MAX_VALUE;

    /** The kinds of changes. */
    enum Type {
        KEEP,
        LEAVE,
        FORGET
    }

    Type type();

    /** Returns this change once the connection is gone. */
    RecoveryChange left(long goneAt);

    /** Returns what must still happen when this could not be stored and was answered so. */
    Optional<RecoveryChange> afterFailure();

    /** Returns this change and a later one in one. */
    default RecoveryChange then(RecoveryChange later) {
        return switch (later.type()) {
            case KEEP, FORGET -> later;
            case LEAVE -> left(((Leave) later).goneAt());
        };
    }

    /**
     * The state takes the place of what was kept.
     *
     * @param goneAt when the connection went, or {@link #CONNECTED}
     */
    record Keep(JsonBytes state, long goneAt) implements RecoveryChange {
        @Override
        public Type type() {
            return Type.KEEP;
        }

        @Override
        public RecoveryChange left(long at) {
            return goneAt == CONNECTED ? new Keep(state, at) : this;
        }

        // What was kept before may count as connected, and would for ever.
        @Override
        public Optional<RecoveryChange> afterFailure() {
            return goneAt == CONNECTED ? Optional.empty() : Optional.of(new Leave(goneAt));
        }

        /** Leaves out the state, which is nobody else's business. */
        @Override
        public String toString() {
            return "Keep[goneAt=" + goneAt + "]";
        }
    }

    /** The connection of what is kept went, unless it had before. */
    record Leave(long goneAt) implements RecoveryChange {
        @Override
        public Type type() {
            return Type.LEAVE;
        }

        @Override
        public RecoveryChange left(long at) {
            return this;
        }

        @Override
        public Optional<RecoveryChange> afterFailure() {
            return Optional.of(this);
        }
    }

    /** Nothing is kept any more. */
    record Forget() implements RecoveryChange {
        @Override
        public Type type() {
            return Type.FORGET;
        }

        @Override
        public RecoveryChange left(long at) {
            return this;
        }

        @Override
        public Optional<RecoveryChange> afterFailure() {
            return Optional.of(this);
        }
    }
}
