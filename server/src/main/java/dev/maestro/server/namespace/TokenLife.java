package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells sockets that their tokens end, and puts them out when no other token came.
 *
 * <p>{@code auth:expiring {expiresAt}} some time before, {@code auth:expired {expiresAt, disconnectAt}} at the end, and
 * after the grace the socket is put out with {@link DisconnectReason#AUTH_EXPIRED}. Spec: docs/protocol/auth.md, "While
 * connected".
 *
 * <p>Threads: thread-safe.
 */
public final class TokenLife {
    private static final Logger LOG = LoggerFactory.getLogger(TokenLife.class);
    private static final String KEY = "namespace.token-life";
    // The clock may be set, and a machine may sleep: no wait is trusted for longer.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Duration warning;
    private final Duration grace;
    private final Clock clock;
    private final ScheduledExecutorService timers;

    /**
     * Makes one for all sockets.
     *
     * @param warning how long before its token ends a socket is told
     * @param grace how long it stays after that, or after it was told, whichever is later
     */
    public TokenLife(Duration warning, Duration grace, Clock clock, ScheduledExecutorService timers) {
        this.warning = warning;
        this.grace = grace;
        this.clock = clock;
        this.timers = timers;
    }

    /** Watches the token of a socket that has just come, or that has another token now. */
    void watch(HubClient client) {
        end(client);
        Optional<Instant> end = Principals.of(client).end();
        if (end.isPresent()) {
            Watch watch = new Watch(client, end.get());
            client.set(KEY, watch);
            watch.look();
        }
    }

    /** Stops watching a socket that is gone. */
    void end(HubClient client) {
        Watch watch = client.get(KEY);
        if (watch != null) {
            watch.stop();
            client.del(KEY);
        }
    }

    /** One token of one socket. Threads: thread-safe. */
    private final class Watch {
        private final HubClient client;
        private final Instant end;

        @GuardedBy("this")
        private boolean warned;

        @GuardedBy("this")
        private @Nullable Instant disconnectAt;

        @GuardedBy("this")
        private @Nullable ScheduledFuture<?> next;

        @GuardedBy("this")
        private boolean stopped;

        Watch(HubClient client, Instant end) {
            this.client = client;
            this.end = end;
        }

        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel(false);
            }
        }

        synchronized void look() {
            Instant now = clock.instant();
            if (stopped) {
                return;
            }
            Instant closing = disconnectAt;
            if (closing != null && !now.isBefore(closing)) {
                putOut();
            } else if (closing == null && !now.isBefore(end)) {
                closing = now.plus(grace);
                disconnectAt = closing;
                client.sendEvent("auth:expired", ending().put("disconnectAt", closing.toEpochMilli()));
                lookAgain(now, closing);
            } else if (closing == null && !warned && !now.isBefore(end.minus(warning))) {
                warned = true;
                client.sendEvent("auth:expiring", ending());
                lookAgain(now, end);
            } else {
                lookAgain(now, closing != null ? closing : warned ? end : end.minus(warning));
            }
        }

        @GuardedBy("this")
        private void putOut() {
            stopped = true;
            Principal principal = Principals.of(client);
            LOG.atInfo()
                    .addKeyValue("nsp", client.getNamespace().getName())
                    .addKeyValue("user", principal.key())
                    .log("token ended, socket put out");
            client.disconnect(DisconnectReason.AUTH_EXPIRED);
        }

        @GuardedBy("this")
        private void lookAgain(Instant now, Instant at) {
            Duration wait = Duration.between(now, at);
            Duration capped = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            try {
                // A millisecond more: a look just before the time would only look again.
                next = timers.schedule(this::look, capped.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().log("the hub stops; no token is watched any more");
            }
        }

        private ObjectNode ending() {
            return Json.mapper().createObjectNode().put("expiresAt", end.toEpochMilli());
        }
    }
}
