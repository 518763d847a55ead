package dev.maestro.server.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What one route is asked for with the documents of others.
 *
 * @param route {@code METHOD /path} as the server names it
 * @param aims ways to name the documents of others in a request; each is good where one may see them
 * @param forAdmins whether each is good only for those who run the hub
 */
record Row(String route, List<Aim> aims, boolean forAdmins) {
    /** What somebody gets who may not see the documents. */
    enum Outcome {
        /** A refusal, the same as for ids of nothing. */
        REFUSED,
        /** Success, the same as for ids of nothing. */
        AS_NOTHING,
        /** Success: a document of one's own is made, in which the id is but a word. */
        MADE
    }

    /**
     * One way to ask.
     *
     * @param agentMay whether an agent may do this to others in its own project
     * @param before what somebody must have done who may, for the request to be good
     * @param request from one's own ids and those of others
     */
    record Aim(
            Outcome outcome,
            boolean agentMay,
            List<BiFunction<Ids, Ids, Request>> before,
            BiFunction<Ids, Ids, Request> request) {
        /** Makes the request good. */
        void prepare(Door door, Ids own, Ids others) {
            for (BiFunction<Ids, Ids, Request> step : before) {
                Request first = step.apply(own, others);
                door.done(first.method(), first.path(), first.body());
            }
        }
    }

    static Row of(String route) {
        return new Row(route, List.of(), false);
    }

    /** Begins a row of a route that is for those alone who run the hub. */
    static Row forAdmins(String route) {
        return new Row(route, List.of(), true);
    }

    /** Adds a way to ask that is refused to those who may not see the documents. */
    Row refused(boolean agentMay, BiFunction<Ids, Ids, Request> request) {
        return plus(new Aim(Outcome.REFUSED, agentMay, List.of(), request));
    }

    /** Adds a way to ask that is good only after something else was done, and refused as {@link #refused} ones are. */
    Row refusedAfter(BiFunction<Ids, Ids, Request> first, boolean agentMay, BiFunction<Ids, Ids, Request> request) {
        return plus(new Aim(Outcome.REFUSED, agentMay, List.of(first), request));
    }

    /** Adds a way to ask whose answer is as if the documents were not there. */
    Row asNothing(boolean agentMay, BiFunction<Ids, Ids, Request> request) {
        return plus(new Aim(Outcome.AS_NOTHING, agentMay, List.of(), request));
    }

    /** Adds a way to make something in which the id of another document is but a word. */
    Row made(boolean agentMay, BiFunction<Ids, Ids, Request> request) {
        return plus(new Aim(Outcome.MADE, agentMay, List.of(), request));
    }

    /** Returns whether nothing is changed by it, whoever asks. */
    boolean reads() {
        return route.startsWith("GET ");
    }

    private Row plus(Aim aim) {
        List<Aim> more = new ArrayList<>(aims);
        more.add(aim);
        return new Row(route, List.copyOf(more), forAdmins);
    }

    @Override
    public String toString() {
        return route;
    }
}
