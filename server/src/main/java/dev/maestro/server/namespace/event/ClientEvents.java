package dev.maestro.server.namespace.event;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.limit.Verdict;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client events of one namespace: looks each through, reads it into its record, brings that to its handler on a
 * pool, in order for each socket, and sees to it that each is answered.
 *
 * <p>Nothing else listens to what clients emit, so no handler sees a payload that was not checked.
 *
 * <p>Threads: events are declared by one thread before the first client comes.
 */
public final class ClientEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEvents.class);
    private static final String WORK = "namespace.work";
    private static final String ASIDE = "namespace.work-aside";
    private static final int MAX_WAITING = 256;
    private static final int MAX_WAITING_BYTES = 1024 * 1024;
    private static final int REFUSAL_BYTES = 256;
    private static final int MAX_SHOWN = 100;

    private final HubNamespace namespace;
    private final EventRules rules;
    private final Executor pool;
    private final Set<ClientEvent<?>> taken = new HashSet<>();
    // Set before anybody connects.
    private Outcomes outcomes = new Outcomes();
    private ClientEventCounts counts = new ClientEventCounts();

    private ClientEvents(HubNamespace namespace, EventRules rules, Executor pool) {
        this.namespace = namespace;
        this.rules = rules;
        this.pool = pool;
    }

    /**
     * Begins to take a namespace's events; to be called before anybody connects, and before other listeners are added.
     *
     * @param pool where the work of events is done; when it rejects work, the client is told
     */
    public static ClientEvents of(HubNamespace namespace, EventRules rules, Executor pool) {
        ClientEvents events = new ClientEvents(namespace, rules, pool);
        namespace.addConnectListener(client -> {
            client.set(WORK, new OrderedWork(MAX_WAITING, MAX_WAITING_BYTES, pool));
            client.set(ASIDE, new OrderedWork(MAX_WAITING, MAX_WAITING_BYTES, pool));
        });
        namespace.setUnknownEventListener((client, name, args, ack) -> events.unknown(client, name, ack));
        return events;
    }

    /** Counts in these what becomes of events; to be called before anybody connects. */
    public ClientEvents countedIn(Outcomes all, ClientEventCounts named) {
        outcomes = all;
        counts = named;
        return this;
    }

    private void unknown(HubClient client, String name, AckRequest ack) {
        EventAnswer answer = new EventAnswer(client, ack, rules.refusals());
        HubException why = HubException.of(ErrorCode.INVALID, "there is no event " + shown(name));
        boolean unused = take(client, name, answer, () -> refuseInOrder(client, name, why, answer));
    }

    /** Takes an event; its handler runs on the namespace's pool. */
    public <T> void on(ClientEvent<T> event, EventHandler<T> handler) {
        on(event, pool, handler);
    }

    /** Takes an event whose handler runs on a pool of its own. */
    public <T> void on(ClientEvent<T> event, Executor where, EventHandler<T> handler) {
        on(event, new Place(WORK, where), handler);
    }

    /**
     * Takes an event whose handler never blocks: it runs on the client's event loop, if nothing the client sent before
     * still waits; else after that.
     */
    public <T> void onAtOnce(ClientEvent<T> event, EventHandler<T> handler) {
        on(event, OrderedWork.AT_ONCE, handler);
    }

    /** Takes an event that has nothing to do with others: they do not wait for it, nor it for them. */
    public <T> void onAside(ClientEvent<T> event, EventHandler<T> handler) {
        on(event, new Place(ASIDE, pool), handler);
    }

    private <T> void on(ClientEvent<T> event, Place place, EventHandler<T> handler) {
        taken.add(event);
        namespace.addMultiTypeEventListener(
                event.name(),
                (from, args, ack) -> {
                    HubClient client = (HubClient) from;
                    EventAnswer answer = new EventAnswer(client, ack, rules.refusals());
                    if (event.counted()) {
                        boolean unused = take(
                                client,
                                event.name(),
                                answer,
                                () -> carryOut(client, event, args, answer, place, handler));
                    } else {
                        carryOut(client, event, args, answer, place, handler);
                    }
                },
                JsonNode.class);
    }

    /**
     * Where an event is carried out.
     *
     * @param queue the attribute with the work among which it has its order
     */
    private record Place(String queue, Executor pool) {}

    /** Returns the events that are taken. */
    public Set<ClientEvent<?>> taken() {
        return Set.copyOf(taken);
    }

    /** What is done for one event; returns what became of it, empty if that was counted already, or throws why it was refused. */
    private interface Work {
        Optional<ClientEventCounts.Outcome> carryOut();
    }

    /**
     * Goes on, unless the client has said too much; returns whether it has not.
     *
     * <p>A refusal for saying too much comes at once, and so may overtake earlier answers: it must not cost a queue.
     */
    private boolean take(HubClient client, String event, EventAnswer answer, Runnable then) {
        Verdict verdict = rules.limit().admit(client);
        switch (verdict.outcome()) {
            case ALLOWED -> {
                then.run();
                return true;
            }
            case REFUSED -> answer.refuseForRate(verdict.refusal());
            case BANNED -> {
                answer.refuseForBan(verdict.refusal());
                LOG.atInfo()
                        .addKeyValue("nsp", client.getNamespace().getName())
                        .addKeyValue("event", shown(event))
                        .log("put out for not waiting as told");
                client.disconnect(
                        DisconnectReason.BANNED,
                        DisconnectReason.BANNED.goodbye().orElseThrow().after(verdict.retryAfterMillis()));
            }
        }
        counts.count(event, ClientEventCounts.Outcome.RATE_LIMITED);
        return false;
    }

    private <T> void carryOut(
            HubClient client,
            ClientEvent<T> event,
            MultiTypeArgs args,
            EventAnswer answer,
            Place place,
            EventHandler<T> handler) {
        PayloadShape.Unread<T> unread;
        try {
            unread = event.shape().inspect(trees(args));
        } catch (HubException e) {
            boolean unused = countRefusal(client, event, answer, () -> refuseInOrder(client, event.name(), e, answer));
            return;
        }
        Runnable afterwards = rules.gate().arrived(client, event.name());
        boolean taken = submit(client, place, unread.weight(), answer, event.name(), () -> {
            try {
                rules.gate().pass(client, event.name());
                handler.handle(client, unread.reading().read(rules.payloads()), answer);
                return Optional.of(ClientEventCounts.Outcome.DONE);
            } catch (HubException e) {
                refuse(client, event, answer, e);
                return Optional.empty();
            } finally {
                afterwards.run();
            }
        });
        if (!taken) {
            afterwards.run();
        }
    }

    private void refuse(HubClient client, ClientEvent<?> event, EventAnswer answer, HubException why) {
        if (why.code() == ErrorCode.RATE_LIMITED) {
            // It was counted by what it carries.
            throw why;
        }
        boolean unused = countRefusal(client, event, answer, () -> {
            throw why;
        });
    }

    /** What does not count when it is good counts when it is not: refusing must not be for nothing. */
    private boolean countRefusal(HubClient client, ClientEvent<?> event, EventAnswer answer, Runnable then) {
        if (event.counted()) {
            then.run();
            return true;
        }
        return take(client, event.name(), answer, then);
    }

    // In the socket's order, as what is carried out: it must not overtake an earlier answer.
    private void refuseInOrder(HubClient client, String event, HubException why, EventAnswer answer) {
        var unused = submit(client, new Place(WORK, pool), REFUSAL_BYTES, answer, event, () -> {
            rules.gate().pass(client, event);
            throw why;
        });
    }

    private boolean submit(HubClient client, Place place, int weight, EventAnswer answer, String event, Work work) {
        OrderedWork queue = Objects.requireNonNull(client.get(place.queue()), "the connect listener comes first");
        boolean taken = queue.submit(place.pool(), weight, () -> run(client, event, answer, work));
        if (!taken) {
            counts.count(event, ClientEventCounts.Outcome.FAILED);
            answer.refuse(HubException.of(ErrorCode.UNAVAILABLE, "too much waits to be done; try again"));
        }
        return taken;
    }

    private void run(HubClient client, String event, EventAnswer answer, Work work) {
        Optional<ClientEventCounts.Outcome> outcome = Optional.of(ClientEventCounts.Outcome.FAILED);
        try {
            outcome = work.carryOut();
        } catch (HubException e) {
            outcome = Optional.of(outcome(e.code()));
            LOG.atDebug()
                    .addKeyValue("event", shown(event))
                    .addKeyValue("code", e.code().wire())
                    .log("event refused");
            answer.refuse(e);
        } catch (BackendUnavailableException e) {
            answer.refuse(HubException.of(
                    ErrorCode.UNAVAILABLE,
                    e.mayBeStored()
                            ? "the store was lost while this was done: it may or may not have been done"
                            : "the store is not available; try again"));
        } catch (RuntimeException | Error e) {
            String reference = UUID.randomUUID().toString();
            LOG.atError()
                    .addKeyValue("nsp", client.getNamespace().getName())
                    .addKeyValue("event", event)
                    .addKeyValue("reference", reference)
                    .setCause(e)
                    .log("event failed");
            answer.refuse(HubException.of(ErrorCode.INTERNAL, "internal error, reference " + reference));
        } finally {
            outcomes.count(
                    outcome.filter(ClientEventCounts.Outcome.FAILED::equals).isPresent());
            outcome.ifPresent(ended -> counts.count(event, ended));
        }
    }

    private static ClientEventCounts.Outcome outcome(ErrorCode refusal) {
        if (refusal == ErrorCode.RATE_LIMITED) {
            return ClientEventCounts.Outcome.RATE_LIMITED;
        }
        return refusal.httpStatus() >= ErrorCode.INTERNAL.httpStatus()
                ? ClientEventCounts.Outcome.FAILED
                : ClientEventCounts.Outcome.REFUSED;
    }

    private static String shown(String name) {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…";
    }

    private static List<JsonNode> trees(MultiTypeArgs args) {
        List<JsonNode> trees = new ArrayList<>(args.size());
        args.forEach(arg -> trees.add((JsonNode) arg));
        return trees;
    }
}
