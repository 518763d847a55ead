package dev.maestro.server.socketio;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the broadcasts to one socket: written, held until a snapshot has been sent, or passed by because the
 * socket gets them out of the log.
 */
@EventLoopConfined
final class BroadcastIntake {
    private final EngineSession session;
    private @Nullable HeldBroadcasts held;
    private @Nullable CatchUp catchUp;
    // What the socket was sent of the feed before it was live.
    private long caughtUpTo = Long.MIN_VALUE;

    BroadcastIntake(EngineSession session) {
        this.session = session;
    }

    /** Writes or holds a broadcast; returns whether its session is now to be flushed, and was not before. */
    boolean deliver(EncodedBroadcast broadcast) {
        if (passesBy(broadcast)) {
            return false;
        }
        HeldBroadcasts holding = held;
        if (holding == null || broadcast.kind() == MessageClass.VOLATILE) {
            return written(broadcast.message(), broadcast.kind());
        }
        if (session.overMark(holding.waitingBytes())) {
            session.overflow();
        } else {
            holding.add(broadcast);
        }
        return false;
    }

    /**
     * Does as {@link #deliver(EncodedBroadcast)} for several in a row, which are also there as one message; all are of
     * one class, and all or none of the feed.
     */
    boolean deliver(List<EncodedBroadcast> row, Outgoing joined) {
        EncodedBroadcast first = row.get(0);
        if (held == null && catchUp == null && first.sequence() > caughtUpTo) {
            return written(joined, first.kind());
        }
        boolean toBeFlushed = false;
        for (EncodedBroadcast broadcast : row) {
            toBeFlushed |= deliver(broadcast);
        }
        return toBeFlushed;
    }

    /** Holds what comes from now on, once more. */
    void hold() {
        if (held == null) {
            held = new HeldBroadcasts();
        } else {
            held.again();
        }
    }

    /** Ends one hold; does nothing if there is none. */
    void release(long upTo, Runnable between, Consumer<Outgoing> send) {
        HeldBroadcasts holding = held;
        if (holding != null && holding.release(upTo, between, send)) {
            held = null;
        }
    }

    /** The socket gets the feed out of the log, until {@link #caughtUp}. */
    void catchUp(CatchUp begun) {
        catchUp = begun;
    }

    /** Returns what brings the socket up to date, null when it is live. */
    @Nullable
    CatchUp catchingUp() {
        return catchUp;
    }

    /** The socket is live: it has been sent the feed up to that sequence. */
    void caughtUp(long sequence) {
        catchUp = null;
        caughtUpTo = sequence;
    }

    /** Drops what is held: the socket is gone. */
    void discard() {
        if (held != null) {
            held.discard();
            held = null;
        }
    }

    private boolean passesBy(EncodedBroadcast broadcast) {
        return broadcast.ofTheFeed() && (catchUp != null || broadcast.sequence() <= caughtUpTo);
    }

    private boolean written(Outgoing message, MessageClass kind) {
        return session.write(message.retain(), kind) == SendResult.SENT && session.markWritten();
    }
}
