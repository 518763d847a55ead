package dev.maestro.server.cluster.terminal;

import dev.maestro.server.terminal.TerminalOwner;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection of an owner that writes down what it is told. */
final class Pty implements TerminalOwner {
    private final String socketId;
    private final String principal;
    final List<String> told = new CopyOnWriteArrayList<>();
    volatile boolean connected = true;

    Pty(String socketId, String principal) {
        this.socketId = socketId;
        this.principal = principal;
    }

    @Override
    public String socketId() {
        return socketId;
    }

    @Override
    public String principal() {
        return principal;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public boolean takes() {
        return true;
    }

    @Override
    public void input(String ptyId, String data) {
        told.add("input " + ptyId + " " + data);
    }

    @Override
    public void resize(String ptyId, int cols, int rows) {
        told.add("resize " + ptyId + " " + cols + "x" + rows);
    }

    @Override
    public void flow(String ptyId, boolean paused) {
        told.add("flow " + ptyId + " " + paused);
    }
}
