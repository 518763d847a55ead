package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.server.terminal.TerminalViewer;

/**
 * How a socket is shown a terminal of its own node, for one turn of its {@link View}: notes how far it has come.
 *
 * <p>Threads: as {@link TerminalViewer}.
 */
record LocalStream(View view, int turn, TerminalViewer viewer) implements TerminalViewer {
    @Override
    public String socketId() {
        return viewer.socketId();
    }

    @Override
    public String name() {
        return viewer.name();
    }

    @Override
    public boolean mayWrite() {
        return viewer.mayWrite();
    }

    @Override
    public void execute(Runnable action) {
        viewer.execute(action);
    }

    @Override
    public boolean watches(String sessionId) {
        return view.isIn(turn) && viewer.watches(sessionId);
    }

    /** The view itself takes it out of the room, when it was told of an end. */
    @Override
    public void leave(String sessionId) {}

    @Override
    public boolean offer(EncodedPacket packet, long to) {
        boolean taken = viewer.offer(packet, to);
        if (taken) {
            view.took(turn, to);
        }
        return taken;
    }

    @Override
    public void whenWritable(Runnable action) {
        viewer.whenWritable(action);
    }

    @Override
    public void send(String event, JsonBytes payload) {
        view.event(turn, event, payload);
    }
}
