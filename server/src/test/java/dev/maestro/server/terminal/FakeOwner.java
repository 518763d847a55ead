package dev.maestro.server.terminal;

import java.util.ArrayList;
import java.util.List;

/** An owner that writes down what it is told. */
record FakeOwner(String socketId, String principal, List<String> told) implements TerminalOwner {
    FakeOwner(String socketId) {
        this(socketId, "user:ann", new ArrayList<>());
    }

    @Override
    public boolean connected() {
        return true;
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
