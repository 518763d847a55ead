package dev.maestro.server.backend;

import dev.maestro.protocol.event.EventName;

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

    /**
     * No native event of the project was committed after this offset: a list of documents that are told of by native events
     * is still the whole list. Other events do not break it: chats and reports of work can come all the time.
     */
    record ProjectUnchanged(String projectId, Offset since) implements Condition {
        /** Returns whether an event of the project after the offset breaks such a condition. */
        public static boolean isBrokenBy(EventName event) {
            return event.isNative();
        }

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
