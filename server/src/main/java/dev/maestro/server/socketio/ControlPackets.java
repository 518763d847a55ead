package dev.maestro.server.socketio;

/** The Engine.IO packets that never change. */
final class ControlPackets {
    static final Outgoing CLOSE = Outgoing.constant("1");
    static final Outgoing PING = Outgoing.constant("2");
    static final Outgoing PROBE_ANSWER = Outgoing.constant("3probe");
    static final Outgoing NOOP = Outgoing.constant("6");

    private ControlPackets() {}
}
