package dev.maestro.server.limit;

import java.util.function.Supplier;

/** A value that everybody who is held to it asks for anew each time, so that it can be changed. Threads: thread-safe. */
public final class Adjustable<T> implements Supplier<T> {
    private volatile T value;

    public Adjustable(T value) {
        this.value = value;
    }

    @Override
    public T get() {
        return value;
    }

    /** Sets the value; one that equals the present is not taken, so that nothing begins anew for it. */
    public void set(T wanted) {
        if (!value.equals(wanted)) {
            value = wanted;
        }
    }
}
