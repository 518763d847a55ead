package dev.maestro.server.socketio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Broadcasts that wait until a snapshot has been sent to one socket.
 *
 * <p>Holds may overlap; the releases then take effect together when the last one comes, in the order of their
 * sequences, so that no snapshot is followed by one that is older.
 */
@EventLoopConfined
final class HeldBroadcasts {
    private static final int OVERHEAD_BYTES = 64;

    private final Deque<EncodedBroadcast> waiting = new ArrayDeque<>();
    private final List<Release> releases = new ArrayList<>(1);
    private int holds = 1;
    private long waitingBytes;

    /** Holds once more. */
    void again() {
        holds++;
    }

    /** Keeps a broadcast, and a reference of its own. */
    void add(EncodedBroadcast broadcast) {
        broadcast.retain();
        waiting.add(broadcast);
        waitingBytes += broadcast.message().sizeBytes() + OVERHEAD_BYTES;
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /**
     * Ends one hold.
     *
     * @param send takes each message, and one reference of it
     * @return whether nothing is held any more
     */
    boolean release(long upTo, Runnable between, Consumer<Outgoing> send) {
        releases.add(new Release(upTo, between));
        if (releases.size() < holds) {
            return false;
        }
        releases.sort(Comparator.comparingLong(Release::upTo));
        for (Release release : releases) {
            sendUpTo(release.upTo(), send);
            release.between().run();
        }
        sendUpTo(Long.MAX_VALUE, send);
        return true;
    }

    /** Drops everything. */
    void discard() {
        waiting.forEach(EncodedBroadcast::release);
        waiting.clear();
    }

    private void sendUpTo(long sequence, Consumer<Outgoing> send) {
        // Not all come from the feed, so they need not be sorted.
        waiting.removeIf(broadcast -> {
            boolean due = broadcast.sequence() <= sequence;
            if (due) {
                send.accept(broadcast.message().retain());
                broadcast.release();
            }
            return due;
        });
    }

    private record Release(long upTo, Runnable between) {}
}
