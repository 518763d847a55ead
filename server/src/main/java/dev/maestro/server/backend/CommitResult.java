package dev.maestro.server.backend;

/** How a commit ended. */
public sealed interface CommitResult {
    /** Returns which way it ended. */
    Type type();

    /** The ways a commit can end. */
    enum Type {
        COMMITTED,
        CONFLICT,
        REPEATED
    }

    /**
     * All of it is stored and survives a crash.
     *
     * @param offset that of the commit's last event; the log's head when it had none
     * @param timestamp that of its events, epoch milliseconds
     */
    record Committed(Offset offset, long timestamp) implements CommitResult {
        @Override
        public Type type() {
            return Type.COMMITTED;
        }
    }

    /**
     * Nothing is stored: a condition or an expected version did not hold. The caller reads again and decides anew.
     *
     * @param reason which one, for the log
     */
    record Conflict(String reason) implements CommitResult {
        @Override
        public Type type() {
            return Type.CONFLICT;
        }
    }

    /**
     * Nothing is stored: the request was already carried out under this idempotency key.
     *
     * @param answer what was answered then
     */
    record Repeated(IdempotentAnswer answer) implements CommitResult {
        @Override
        public Type type() {
            return Type.REPEATED;
        }
    }
}
