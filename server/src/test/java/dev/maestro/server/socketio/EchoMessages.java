package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import java.util.function.Predicate;

/** Sends every Engine.IO message back as it came. */
record EchoMessages(EngineSession session) implements MessageHandler {
    @Override
    public void text(String message) {
        session.send(Outgoing.text("4" + message));
    }

    @Override
    public void binary(byte[] message) {
        session.send(Outgoing.binary(message));
    }

    @Override
    public boolean goodbye(Goodbye goodbye) {
        return false;
    }

    @Override
    public boolean has(Predicate<Socket> claim) {
        return false;
    }

    @Override
    public void closed(DisconnectReason reason) {}
}
