package dev.maestro.server.namespace.event;

/**
 * One thing a client can say: its name on the wire and what it carries.
 *
 * <p>Made in {@link ClientCatalogue} only. Threads: immutable.
 *
 * @param <T> the record its payload is read into
 */
public final class ClientEvent<T> {
    private final String name;
    private final PayloadShape<T> shape;

    ClientEvent(String name, PayloadShape<T> shape) {
        this.name = name;
        this.shape = shape;
    }

    /** Returns the name on the wire. */
    public String name() {
        return name;
    }

    PayloadShape<T> shape() {
        return shape;
    }

    @Override
    public String toString() {
        return name;
    }
}
