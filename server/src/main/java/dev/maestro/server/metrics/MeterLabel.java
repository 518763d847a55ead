package dev.maestro.server.metrics;

import java.util.Locale;

/** What readings of one meter are told apart by. None has values that clients choose. */
public enum MeterLabel {
    NAMESPACE("a namespace that is always there, or the text of a template such as `/project/{name}`, never a name"),
    TRANSPORT("`websocket` or `polling`"),
    FAMILY("`maestro`, the first clients, or `brain`"),
    REASON("the texts of [close reasons](protocol/errors.md); of plain WebSockets those of theirs, "
            + "`client_closed`, `ping_timeout` and `connection_lost`"),
    EVENT("names of the [catalogue](protocol/events.md); what clients send that is in none is `unknown`, "
            + "and what the hub broadcasts beyond 256 names would be `other`"),
    OUTCOME("the words in the meaning"),
    CLASS("`control`, `ack`, `event`, `volatile`"),
    STORE("`embedded` or `redis`"),
    POOL("the names of [threads](concurrency.md), and `rest`"),
    RULE("the words in the meaning"),
    KIND("`local`, `user`, `agent`"),
    METHOD("the methods the hub knows, else `OTHER`"),
    ROUTE("the template of a [route](protocol/rest.md), never a path; `none` where there is no route"),
    STATUS("HTTP status codes the hub answers");

    private final String bound;

    MeterLabel(String bound) {
        this.bound = bound;
    }

    /** Returns its name on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns which values there are. */
    public String bound() {
        return bound;
    }
}
