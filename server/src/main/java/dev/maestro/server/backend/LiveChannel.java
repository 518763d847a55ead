package dev.maestro.server.backend;

/**
 * What is said between nodes and not kept: best effort, in order from one publisher, lost where nobody listens or the
 * connection breaks.
 *
 * <p>When the backend is closed nothing is said or heard any more. A listener that throws is logged, and hears on.
 *
 * <p>Threads: thread-safe.
 */
public interface LiveChannel {
    /** The largest message, in bytes. */
    int MAX_MESSAGE_BYTES = 1 << 20;

    /** The longest topic, in characters. */
    int MAX_TOPIC_LENGTH = 200;

    /**
     * Says something to whoever listens to a topic now, on this node and on others. Does not block: what cannot be sent
     * is dropped, and counted by the backend. The array is the caller's again when this returns.
     *
     * @return whether it was taken to be sent; false when too much waits, or the connection is away
     * @throws IllegalArgumentException if the message or the topic is over its limit
     */
    boolean publish(String topic, byte[] message);

    /**
     * Listens to a topic from now on: what is published after this has returned reaches the listener, as long as the
     * connection holds. Blocks for as long as it takes to be heard, at most some seconds (not when a listener calls it, which
     * must not block: then a moment may pass until it hears); when the store is away it
     * returns none the less, and the listener is told of the {@link Listener#onLoss loss} when it is back.
     *
     * @throws IllegalArgumentException if the topic is over its limit
     */
    Subscription subscribe(String topic, Listener listener);

    /** Gets the messages of a topic. Called on one thread of the channel, never twice at once; it must not block. */
    interface Listener {
        /** Takes a message; the array is the listener's own. */
        void onMessage(byte[] message);

        /** Learns that messages may have been lost before the next one: the connection was away. */
        default void onLoss() {}
    }

    /** A listener's ear. */
    interface Subscription extends AutoCloseable {
        /** Listens no more. Idempotent; does not wait for a call that runs. */
        @Override
        void close();
    }
}
