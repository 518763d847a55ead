package dev.maestro.server.backend.live;

import dev.maestro.server.backend.LiveChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener to a topic, until it listens no more.
 *
 * <p>Threads: {@link #hear} and {@link #lose} are called by the one thread of the channel, {@link #close} by anyone.
 */
public final class Ear implements LiveChannel.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

    private final String topic;
    private final LiveChannel.Listener listener;
    private final Consumer<Ear> onClose;

    /** Set once, by close. */
    private volatile boolean closed;

    Ear(String topic, LiveChannel.Listener listener, Consumer<Ear> onClose) {
        this.topic = topic;
        this.listener = listener;
        this.onClose = onClose;
    }

    /** Hands the listener a message, which is its own from then on. */
    public void hear(byte[] message) {
        if (!closed) {
            call(() -> listener.onMessage(message));
        }
    }

    /** Tells the listener that messages may have been lost. */
    public void lose() {
        if (!closed) {
            call(listener::onLoss);
        }
    }

    String topic() {
        return topic;
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
    }

    // What fails one listener must not end the channel for all.
    private void call(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("topic", topic).log("a listener of the live channel failed");
        }
    }
}
