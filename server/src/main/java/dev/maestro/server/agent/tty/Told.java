package dev.maestro.server.agent.tty;

import org.jline.utils.Signals;

/** Signals to this process. Threads: what is to be done is done on a thread of the JVM's. */
public enum Told {
    HANG_UP("HUP"),
    INTERRUPT("INT"),
    TERMINATE("TERM"),
    RESIZED("WINCH");

    private final String name;

    Told(String name) {
        this.name = name;
    }

    /** Does this instead of what the signal usually does; nothing on systems that do not know it. */
    public void then(Runnable action) {
        var unused = Signals.register(name, action);
    }
}
