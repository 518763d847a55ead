package dev.maestro.server.isolation;

import dev.maestro.server.isolation.Row.Outcome;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What one client event says of the documents of others.
 *
 * @param namespace the name or template of the namespace
 * @param good whether a user who may see the documents has success with it
 * @param place the namespace it is said in, from one's own ids and those of others
 * @param auth what CONNECT carries, from one's own ids
 * @param payload the event's argument as JSON, or empty for none, from one's own ids and those of others
 */
record Saying(
        String namespace,
        String event,
        Outcome outcome,
        boolean good,
        BiFunction<Ids, Ids, String> place,
        Function<Ids, String> auth,
        BiFunction<Ids, Ids, String> payload) {
    /** Returns which event of which namespace it is. */
    String of() {
        return namespace + " " + event;
    }

    @Override
    public String toString() {
        return of();
    }
}
