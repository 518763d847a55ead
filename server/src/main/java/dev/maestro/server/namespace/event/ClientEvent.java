package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.JsonNode;

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
    private final boolean counted;

    private ClientEvent(String name, PayloadShape<T> shape, boolean counted) {
        this.name = name;
        this.shape = shape;
        this.counted = counted;
    }

    ClientEvent(String name, PayloadShape<T> shape) {
        this(name, shape, true);
    }

    /**
     * Returns an event that does not count among those a client may send, unless it is refused: its handler bounds it by
     * what it carries.
     */
    static <T> ClientEvent<T> uncounted(String name, PayloadShape<T> shape) {
        return new ClientEvent<>(name, shape, false);
    }

    /** Returns the name on the wire. */
    public String name() {
        return name;
    }

    /** Returns whether it counts among the events a client may send in a time. */
    boolean counted() {
        return counted;
    }

    /**
     * Returns what its payload is like, as JSON Schema: {@code false} where it takes none, {@code true} where it takes
     * anything.
     */
    public JsonNode payloadSchema(PayloadLimits limits) {
        return shape.described().schema().apply(limits);
    }

    /** Returns whether it must have a payload. */
    public boolean needsPayload() {
        return shape.described().needed();
    }

    /** Returns the most bytes of JSON its payload may be. */
    public int mostBytes() {
        return shape.mostBytes();
    }

    PayloadShape<T> shape() {
        return shape;
    }

    @Override
    public String toString() {
        return name;
    }
}
