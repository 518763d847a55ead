package dev.maestro.server.backend.writing;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Optional;

/**
 * What is to become of one recovery session. Times are epoch milliseconds.
 *
 * <p>Each is of a <b>visit</b>: what a socket does at one node from when it connects there until it is gone. Where several
 * nodes keep one store, later visits have larger numbers, so that what a node says late of a socket that has come back
 * elsewhere is known by it.
 */
public sealed interface RecoveryChange {
    /** The time at which a connected socket's connection goes: not yet. */
    long CONNECTED = Long.MAX_VALUE;

    /** The visit where nobody counts them, because one node alone keeps the store. */
    long ANY_VISIT = 0;

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
    record Keep(JsonBytes state, long goneAt, long visit) implements RecoveryChange {
        public Keep(JsonBytes state, long goneAt) {
            this(state, goneAt, ANY_VISIT);
        }

        @Override
        public Type type() {
            return Type.KEEP;
        }

        @Override
        public RecoveryChange left(long at) {
            return goneAt == CONNECTED ? new Keep(state, at, visit) : this;
        }

        // What was kept before may count as connected, and would for ever.
        @Override
        public Optional<RecoveryChange> afterFailure() {
            return goneAt == CONNECTED ? Optional.empty() : Optional.of(new Leave(goneAt, visit));
        }

        /** Leaves out the state, which is nobody else's business. */
        @Override
        public String toString() {
            return "Keep[goneAt=" + goneAt + "]";
        }
    }

    /** The connection of what is kept went, unless it had before. */
    record Leave(long goneAt, long visit) implements RecoveryChange {
        public Leave(long goneAt) {
            this(goneAt, ANY_VISIT);
        }

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
    record Forget(long visit) implements RecoveryChange {
        public Forget() {
            this(ANY_VISIT);
        }

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
