package dev.maestro.server.edge;

/**
 * How long a connection has been waiting for what, against the limits of {@link EdgeConfig}.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class Deadlines {
    private final EdgeConfig config;
    private long idleSince = System.nanoTime();
    private long bodyCheckedAt = idleSince;
    private long bodyBytesThen;
    private boolean writable = true;
    private long unwritableSince;

    Deadlines(EdgeConfig config) {
        this.config = config;
    }

    /** Notes that the connection waits for a request from now on. */
    void idleStarted() {
        idleSince = System.nanoTime();
    }

    /** Notes that a request's body is expected from now on. */
    void bodyStarted() {
        bodyCheckedAt = System.nanoTime();
        bodyBytesThen = 0;
    }

    /** Notes whether the client takes more. */
    void writable(boolean now) {
        if (writable && !now) {
            unwritableSince = System.nanoTime();
        }
        writable = now;
    }

    /** Returns whether no request came for too long. */
    boolean idleTooLong() {
        return System.nanoTime() - idleSince > config.idleTimeout().toNanos();
    }

    /** Returns whether the head begun at this time takes too long; 0 when none is begun. */
    boolean headLate(long startedNanos) {
        return startedNanos != 0
                && System.nanoTime() - startedNanos > config.headTimeout().toNanos();
    }

    /** Returns whether the client left a response unread for too long. */
    boolean stalled() {
        return !writable
                && System.nanoTime() - unwritableSince > config.stallTimeout().toNanos();
    }

    /**
     * Returns whether a body makes too little progress.
     *
     * @param bytes of it that came so far
     * @param asked whether the connection is being read; when it is not, the client is not to blame
     */
    boolean bodyLate(long bytes, boolean asked) {
        if (!asked || bytes - bodyBytesThen >= EdgeConfig.MIN_BODY_PROGRESS_BYTES) {
            bodyCheckedAt = System.nanoTime();
            bodyBytesThen = bytes;
            return false;
        }
        return System.nanoTime() - bodyCheckedAt > config.headTimeout().toNanos();
    }
}
