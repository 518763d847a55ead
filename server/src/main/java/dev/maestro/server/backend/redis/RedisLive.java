package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.SharedLimits;
import java.time.Duration;

/**
 * The live channel over Redis' publish and subscribe: one connection that says ({@link LivePublisher}), one that hears
 * ({@link LiveSubscriber}). What this node says comes back to its own listeners the same way.
 *
 * <p>Listeners are told of loss when the connection that hears was away. What is lost on the way of the one that says, they
 * are not told of: that ends when the connection breaks, and messages taken until then may be gone.
 *
 * <p>Life-cycle: started, then closed; {@link #close} is idempotent.
 */
final class RedisLive implements LiveChannel, AutoCloseable {
    private final RedisKeys keys;
    private final LiveSubscriber subscriber;
    private final LivePublisher publisher;

    private RedisLive(RedisKeys keys, LiveSubscriber subscriber, LivePublisher publisher) {
        this.keys = keys;
        this.subscriber = subscriber;
        this.publisher = publisher;
    }

    /**
     * Starts it; connections are made by its own threads.
     *
     * @param timeout how long a connection or an answer may take; one that hears nothing for so long is given up
     */
    static RedisLive start(RedisLink link, RedisKeys keys, RedisHealth health, Duration timeout) {
        LiveHealth live = new LiveHealth(health);
        LiveSubscriber subscriber = new LiveSubscriber(link, keys.of("live", ""), live, timeout);
        LivePublisher publisher = new LivePublisher(link, live, timeout);
        subscriber.start();
        publisher.start();
        return new RedisLive(keys, subscriber, publisher);
    }

    @Override
    public boolean publish(String topic, byte[] message) {
        SharedLimits.checkMessage(topic, message);
        return publisher.publish(keys.of("live", topic), message);
    }

    @Override
    public Subscription subscribe(String topic, Listener listener) {
        SharedLimits.checkTopic(topic);
        return subscriber.subscribe(topic, listener);
    }

    /** Returns how many messages were not taken, or lost with the connection. */
    long dropped() {
        return publisher.dropped();
    }

    /** Says and hears nothing more once it has returned, unless it is a listener that closes, or one that does not end. */
    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }
}
