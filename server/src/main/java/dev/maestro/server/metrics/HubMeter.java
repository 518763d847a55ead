package dev.maestro.server.metrics;

import static dev.maestro.server.metrics.MeterKind.COUNTER;
import static dev.maestro.server.metrics.MeterKind.GAUGE;
import static dev.maestro.server.metrics.MeterKind.HISTOGRAM;

import java.util.List;

/**
 * Every meter of the hub: the one place where its name, which ends in its unit, its labels and its meaning are.
 *
 * <p>Spec: docs/metrics.md, which is generated from this.
 */
public enum HubMeter {
    SOCKETS("maestro_sockets", GAUGE, "Sockets that are connected", MeterLabel.NAMESPACE),
    ENGINE_SESSIONS("maestro_engine_sessions", GAUGE, "Socket.IO connections that are open", MeterLabel.TRANSPORT),
    RAW_SOCKETS("maestro_raw_sockets", GAUGE, "Plain WebSockets that are open", MeterLabel.FAMILY),
    CONNECTS("maestro_connects_total", COUNTER, "Socket.IO connections that were opened"),
    JOINS("maestro_joins_total", COUNTER, "Sockets that joined a namespace, afresh or recovered", MeterLabel.NAMESPACE),
    DISCONNECTS("maestro_disconnects_total", COUNTER, "Socket.IO connections that ended", MeterLabel.REASON),
    RAW_CONNECTS("maestro_raw_connects_total", COUNTER, "Plain WebSockets that were opened", MeterLabel.FAMILY),
    RAW_DISCONNECTS(
            "maestro_raw_disconnects_total",
            COUNTER,
            "Plain WebSockets that ended",
            MeterLabel.FAMILY,
            MeterLabel.REASON),

    CLIENT_EVENTS(
            "maestro_client_events_total",
            COUNTER,
            "What clients sent: `done`; `refused`, the client's mistake or not allowed to it; `rate_limited`; `failed`, "
                    + "not the client's fault. What is answered later counts as done",
            MeterLabel.EVENT,
            MeterLabel.OUTCOME),
    MESSAGES(
            "maestro_messages_total",
            COUNTER,
            "Messages taken for Socket.IO clients, one for each that gets it, acks included, pings not"),
    MESSAGE_BYTES(
            "maestro_message_bytes_total",
            COUNTER,
            "How long the messages taken for Socket.IO clients were, uncompressed"),
    DELIVERIES(
            "maestro_deliveries_total",
            COUNTER,
            "Broadcasts, one for each socket that gets it; replays are not among them",
            MeterLabel.EVENT),
    DELIVERY_BYTES(
            "maestro_delivery_bytes_total",
            COUNTER,
            "How long broadcasts were, to each socket its own, uncompressed",
            MeterLabel.EVENT),
    RAW_MESSAGES("maestro_raw_messages_total", COUNTER, "Messages to plain WebSockets", MeterLabel.FAMILY),
    RAW_MESSAGE_BYTES(
            "maestro_raw_message_bytes_total",
            COUNTER,
            "How long messages to plain WebSockets were",
            MeterLabel.FAMILY),

    OUTBOUND_MESSAGES(
            "maestro_outbound_queue_messages",
            GAUGE,
            "Messages that wait because their clients do not take them, or have not polled for them yet",
            MeterLabel.TRANSPORT),
    OUTBOUND_BYTES(
            "maestro_outbound_queue_bytes",
            GAUGE,
            "How long the messages are that wait for their clients; up to 64 KiB a connection that the system has not taken yet are not among them",
            MeterLabel.TRANSPORT),
    OUTBOUND_WAIT(
            "maestro_outbound_wait_seconds",
            HISTOGRAM,
            "How long messages that had to wait did so before they were sent; those sent at once, as most are, are not "
                    + "counted",
            MeterLabel.TRANSPORT),
    DROPS(
            "maestro_drops_total",
            COUNTER,
            "Messages that were dropped, of all that wait for a client when it goes, too",
            MeterLabel.CLASS),
    LOOPS("maestro_loop_threads", GAUGE, "Event loops that have had clients"),
    LOOP_TASKS("maestro_loop_queue_tasks", GAUGE, "Tasks that wait for the event loop that has the most"),

    RECOVERIES(
            "maestro_recoveries_total",
            COUNTER,
            "Clients that came back for their sockets: `recovered`; `afresh`, as socket or log were gone or could not be "
                    + "read; `failed`, cut off before they had everything",
            MeterLabel.OUTCOME),
    REPLAYED("maestro_recovery_replayed_events", HISTOGRAM, "Events that were replayed to each that was recovered"),
    REPLAYED_BYTES(
            "maestro_recovery_replayed_bytes",
            HISTOGRAM,
            "How long the events were that were replayed to each that was recovered"),

    FEED_EVENTS(
            "maestro_feed_events_total",
            COUNTER,
            "Committed events handed to the sockets of this node, each once; with several nodes, those of all",
            MeterLabel.EVENT),
    FEED_LAG(
            "maestro_feed_lag_seconds",
            HISTOGRAM,
            "How long committed events took until they were handed to the sockets, by the clock of the node that committed"),
    FEED_GAPS(
            "maestro_feed_gaps_total",
            COUNTER,
            "How often events were lost before they came here, so that all clients were told to start afresh"),
    COMMITS(
            "maestro_commit_seconds",
            HISTOGRAM,
            "How long commits took until the store answered: `committed`; `conflict`, another was first; `repeated`, under "
                    + "an idempotency key; `unavailable`, the store cannot write; `failed`",
            MeterLabel.OUTCOME),
    COMMITS_WAITING("maestro_commits_waiting", GAUGE, "Commits the store has not answered yet"),
    STORE_UP("maestro_store_up", GAUGE, "1 while nothing is wrong with the store, else 0", MeterLabel.STORE),
    STORE_TROUBLES(
            "maestro_store_troubles",
            GAUGE,
            "How many ways to the store are broken; `/readyz` says which",
            MeterLabel.STORE),

    POOL_QUEUE(
            "maestro_pool_queue_tasks",
            GAUGE,
            "Tasks that wait for a thread of a pool; of what a schedule has for later, what is due",
            MeterLabel.POOL),
    POOL_BUSY("maestro_pool_busy_threads", GAUGE, "Threads of a pool that do something", MeterLabel.POOL),
    POOL_MOST("maestro_pool_max_threads", GAUGE, "The most threads a pool may have", MeterLabel.POOL),
    POOL_REJECTED(
            "maestro_pool_rejected_total",
            COUNTER,
            "Tasks that found no place in a pool; what then becomes of them is in [concurrency](concurrency.md)",
            MeterLabel.POOL),

    TERMINALS("maestro_terminals", GAUGE, "Terminals of this node"),
    TERMINAL_VIEWERS(
            "maestro_terminal_viewers", GAUGE, "Sockets that watch terminals of this node; another node counts as one"),
    TERMINAL_WRITTEN("maestro_terminal_written_bytes_total", COUNTER, "What PTYs wrote"),
    TERMINAL_SENT(
            "maestro_terminal_sent_bytes_total",
            COUNTER,
            "What viewers of terminals were sent of what PTYs wrote, to each its own"),
    TERMINAL_TYPED("maestro_terminal_typed_bytes_total", COUNTER, "What was typed into PTYs"),
    TERMINAL_RESYNCS(
            "maestro_terminal_resyncs_total",
            COUNTER,
            "How often a viewer that lagged was sent the screen instead of what it missed"),

    LOGINS("maestro_logins_total", COUNTER, "Who was let in: of a connection once for each principal", MeterLabel.KIND),
    AUTH_REFUSALS(
            "maestro_auth_refusals_total",
            COUNTER,
            "Who was not let in: tokens that break a [rule](protocol/auth.md), `form`, `header`, `key`, `signature`, `time`, `issuer`, `audience`, `subject`, `claim`; `session_token` of no session that runs; `no_token`; `too_many_failures`; `not_allowed`, known but without the right; pages and names by `origin`, `site`, `host`",
            MeterLabel.RULE),
    RATE_REFUSALS(
            "maestro_rate_refusals_total",
            COUNTER,
            "What was one too many of [limits](protocol/limits.md): `requests`; `events` of native and plain sockets; "
                    + "`portal_events`; `connections` and `portal_connections` of a principal; `address_connections`; "
                    + "`all_connections`; `logins`",
            MeterLabel.RULE),
    BANS("maestro_bans_total", COUNTER, "Bans this node has made"),
    BANNED("maestro_banned_principals", GAUGE, "Principals that are banned now, by whichever node"),

    REQUESTS(
            "maestro_rest_requests_total",
            COUNTER,
            "REST requests that were answered",
            MeterLabel.METHOD,
            MeterLabel.ROUTE,
            MeterLabel.STATUS),
    REQUEST_TIME(
            "maestro_rest_request_seconds",
            HISTOGRAM,
            "How long REST requests took; waiting for mail is meant to take up to 30 s",
            MeterLabel.ROUTE);

    private final String wire;
    private final MeterKind kind;
    private final String meaning;
    private final List<MeterLabel> labels;

    HubMeter(String wire, MeterKind kind, String meaning, MeterLabel... labels) {
        this.wire = wire;
        this.kind = kind;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** Returns its name; a histogram's is followed by {@code _bucket}, {@code _sum} and {@code _count}. */
    public String wire() {
        return wire;
    }

    public MeterKind kind() {
        return kind;
    }

    /** Returns a sentence without its full stop, in the form of the documents. */
    public String meaning() {
        return meaning;
    }

    /** Returns what its readings are told apart by, in the order in which they are given. */
    public List<MeterLabel> labels() {
        return labels;
    }
}
