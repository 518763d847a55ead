package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.error.HubException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces one engine session asks for: from the CONNECT to the decision of the middleware, and whether a client
 * that had a socket before may have it back.
 *
 * <p>A few at a time are put to their middleware, in order; the rest waits, so that one client does not take up the
 * threads of all. Whoever asks holds the namespace, so that a dynamic one stays. Decisions that come late, twice, or for a client
 * that is gone change nothing.
 */
@EventLoopConfined
final class Arrivals {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
    private static final String PID = "pid";
    private static final String OFFSET = "offset";
    private static final int MAX_PID_LENGTH = 64;

    private final EngineSession session;
    private final Namespaces namespaces;
    private final @Nullable Returning returning;
    private final Duration patience;
    private final Outcome outcome;
    private final int atOnce;
    // An empty map that cannot be changed while nothing is asked for, as is so most of the time.
    private Map<String, Asking> asked = Map.of();
    // Of those asked for, what waits to be put to its middleware; null while nothing does.
    private @Nullable Queue<Runnable> waiting;
    private int inProgress;

    /**
     * Makes a session's arrivals.
     *
     * @param returning null where nothing is recovered
     * @param config how long a middleware may take, and how many are asked at the same time
     */
    Arrivals(
            EngineSession session,
            Namespaces namespaces,
            @Nullable Returning returning,
            EngineConfig config,
            Outcome outcome) {
        this.session = session;
        this.namespaces = namespaces;
        this.returning = returning;
        this.patience = config.connectTimeout();
        this.atOnce = config.connects().atOnce();
        this.outcome = outcome;
    }

    /** What an arrival ends in; a namespace that is joined stays held. */
    interface Outcome {
        /** The client joins as somebody new. */
        void afresh(LoopNamespace namespace, Admission.Granted granted);

        /** The client has its socket back. */
        void again(LoopNamespace namespace, Admission.Granted granted, String pid, Returning.Found found);

        /** The client does not join. */
        void refused(String namespace, Admission.Refused refused);
    }

    /** Returns whether a namespace was asked for that was not decided yet. */
    boolean pending(String namespace) {
        return asked.containsKey(namespace);
    }

    int pending() {
        return asked.size();
    }

    /** A client asks for a namespace, with the payload of its CONNECT or null. */
    void ask(String name, @Nullable JsonNode data) {
        @Nullable LoopNamespace namespace;
        try {
            namespace = namespaces.hold(session.loop(), name);
        } catch (HubException e) {
            outcome.refused(name, Admission.refused(e));
            return;
        }
        if (namespace == null) {
            outcome.refused(name, Admission.refused("Invalid namespace", null));
            return;
        }
        JsonNode auth = data == null ? JsonNodeFactory.instance.objectNode() : data;
        Asking asking = new Asking(namespace, session.loop());
        if (asked.isEmpty()) {
            asked = new HashMap<>(2);
        }
        asked.put(name, asking);
        if (inProgress < atOnce) {
            putTo(asking, auth);
        } else {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(() -> putTo(asking, auth));
        }
    }

    private void putTo(Asking asking, JsonNode auth) {
        inProgress++;
        asking.ask(
                new ConnectRequest(asking.name(), auth, session.handshake()),
                patience,
                (admission, failure) -> session.run(() -> decided(asking, auth, admission, failure)));
    }

    /** Puts the next one to its middleware, if there is a place. */
    private void askNext() {
        Runnable next = waiting == null || inProgress >= atOnce ? null : waiting.poll();
        if (next != null) {
            next.run();
        }
    }

    /** The client is gone. */
    void forgetAll() {
        List<Asking> unanswered = List.copyOf(asked.values());
        asked = Map.of();
        waiting = null;
        unanswered.forEach(this::letGo);
    }

    private void decided(Asking asking, JsonNode auth, @Nullable Admission admission, @Nullable Throwable failure) {
        String name = asking.name();
        if (asked.get(name) != asking || asking.ended()) {
            return;
        }
        if (admission instanceof Admission.Granted granted) {
            asking.end();
            granted(asking, auth, granted);
        } else {
            answered(asking);
            outcome.refused(name, refusal(name, admission, failure));
            letGo(asking);
        }
    }

    private void granted(Asking asking, JsonNode auth, Admission.Granted granted) {
        String pid = auth.path(PID).asText("");
        if (returning == null || pid.isEmpty() || pid.length() > MAX_PID_LENGTH) {
            answered(asking);
            outcome.afresh(asking.namespace(), granted);
        } else {
            claim(
                    returning,
                    new Returning.Claim(
                            asking.namespace().registered(),
                            granted.identity(),
                            pid,
                            auth.path(OFFSET).textValue()),
                    asking,
                    granted);
        }
    }

    private void claim(Returning from, Returning.Claim claim, Asking asking, Admission.Granted granted) {
        var unused = from.claim(claim, asking.namespace().registered().handler(), granted.attachment())
                .toCompletableFuture()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((found, failure) -> {
                    if (failure != null) {
                        Failures.logRecovery(LOG, failure, "a socket cannot be recovered now; it begins afresh");
                    }
                    Optional<Returning.Found> back = failure == null ? found : Optional.empty();
                    if (!session.run(() -> claimed(from, claim, asking, granted, back))) {
                        from.settled(claim);
                    }
                });
    }

    private void claimed(
            Returning from,
            Returning.Claim claim,
            Asking asking,
            Admission.Granted granted,
            Optional<Returning.Found> back) {
        try {
            if (asked.get(asking.name()) == asking) {
                answered(asking);
                if (back.isPresent()) {
                    outcome.again(asking.namespace(), granted, claim.pid(), back.get());
                } else {
                    session.counters().recoveries().afresh();
                    outcome.afresh(asking.namespace(), granted);
                }
            }
        } finally {
            from.settled(claim);
        }
    }

    private void answered(Asking asking) {
        asked.remove(asking.name());
        if (asked.isEmpty()) {
            asked = Map.of();
            waiting = null;
        }
        inProgress--;
        if (waiting != null) {
            // Not from here: of middleware that decides at once, each would be asked from within the one before.
            session.loop().execute(this::askNext);
        }
    }

    private void letGo(Asking asking) {
        asking.end();
        namespaces.release(session.loop(), asking.namespace());
    }

    private static Admission.Refused refusal(String name, @Nullable Admission admission, @Nullable Throwable failure) {
        if (admission instanceof Admission.Refused refused) {
            return refused;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HubException refusal) {
            return Admission.refused(refusal);
        }
        Throwable fault = cause == null ? new IllegalStateException("admit gave no admission") : cause;
        return Admission.refused("internal error, reference " + Failures.logged(name, "admit", fault), null);
    }
}
