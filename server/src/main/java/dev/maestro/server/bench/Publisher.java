package dev.maestro.server.bench;

import java.util.concurrent.CompletionStage;

/** One way of publishing; asked for the next message only when the one before was taken. */
interface Publisher {
    /**
     * Publishes a message.
     *
     * @param mark what stands in it
     * @return done when the server took it, failed if it did not or nobody knows
     */
    CompletionStage<?> publish(String mark);
}
