package dev.maestro.server.socketio;

/** A client of one transport that says and hears Engine.IO packets as they are. */
interface PacketClient extends AutoCloseable {
    /** Returns the engine session's id, which is a secret of this client. */
    String sid();

    /** Sends a text packet. */
    void say(String text);

    /** Sends a binary packet. */
    void say(byte... bytes);

    /** Waits for the next packet: text as it is, the end as something that starts with {@code closed}. */
    String next() throws InterruptedException;

    @Override
    void close();

    /** Waits for what comes next but the goodbye, as {@link #next}. */
    default String closing() throws InterruptedException {
        String packet = next();
        return packet.contains("[\"server:goodbye\",") ? next() : packet;
    }
}
