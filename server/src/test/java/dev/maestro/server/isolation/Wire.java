package dev.maestro.server.isolation;

/** Carries Engine.IO packets, or the messages of a plain WebSocket. */
interface Wire extends AutoCloseable {
    void send(String packet);

    @Override
    void close();
}
