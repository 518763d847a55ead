package dev.maestro.server.backend;

/** What must hold, beside the expected versions of its changes, for a commit to take place. */
public sealed interface Condition {
    /** Returns which kind of condition it is. */
    Type type();

    /** The kinds of condition, for callers that must handle each. */
    enum Type {
        EXISTS,
        AT_VERSION,
        PROJECT_UNCHANGED,
        LEASE_HELD
    }

    /** The document exists, at whatever version. */
    record Exists(DocumentKey key) implements Condition {
        @Override
        public Type type() {
            return Type.EXISTS;
        }
    }

    /** The document is exactly at this version: what was read to decide the commit still stands. */
    record AtVersion(DocumentKey key, long version) implements Condition {
        @Override
        public Type type() {
            return Type.AT_VERSION;
        }
    }

    /** No event of the project was committed after this offset: a list that was read is still the whole list. */
    record ProjectUnchanged(String projectId, Offset since) implements Condition {
        @Override
        public Type type() {
            return Type.PROJECT_UNCHANGED;
        }
    }

    /** The lease is not over: whoever decided this commit still holds what it decided by. */
    record LeaseHeld(Lease lease) implements Condition {
        @Override
        public Type type() {
            return Type.LEASE_HELD;
        }
    }
}
