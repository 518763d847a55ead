package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.auth.TokenNotice;
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

    private final TokenEnd.Rules rules;
    private final Clock clock;
    private final ScheduledExecutorService timers;

    /** Makes one for all sockets. */
    public TokenLife(TokenEnd.Rules rules, Clock clock, ScheduledExecutorService timers) {
        this.rules = rules;
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
            if (!client.isChannelOpen()) {
                // Its end was told before there was anything to end.
                end(client);
            }
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

        @GuardedBy("this")
        private final TokenEnd end;

        @GuardedBy("this")
        private @Nullable ScheduledFuture<?> next;

        @GuardedBy("this")
        private boolean stopped;

        Watch(HubClient client, Instant expiresAt) {
            this.client = client;
            this.end = new TokenEnd(expiresAt, rules);
        }

        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel(false);
            }
        }

        synchronized void look() {
            if (stopped) {
                return;
            }
            Instant now = clock.instant();
            switch (end.at(now)) {
                case NONE -> {}
                case WARN -> client.sendEvent(TokenNotice.EXPIRING, TokenNotice.of(end));
                case EXPIRED -> client.sendEvent(TokenNotice.EXPIRED, TokenNotice.of(end));
                case OVER -> {
                    putOut();
                    return;
                }
            }
            lookAgain(end.untilNextLook(now));
        }

        @GuardedBy("this")
        private void putOut() {
            stopped = true;
            LOG.atInfo()
                    .addKeyValue("nsp", client.getNamespace().getName())
                    .addKeyValue("user", Principals.of(client).key())
                    .log("token ended, socket put out");
            client.disconnect(DisconnectReason.AUTH_EXPIRED);
        }

        @GuardedBy("this")
        private void lookAgain(Duration wait) {
            try {
                // A millisecond more: a look just before the time would only look again.
                next = timers.schedule(this::look, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().log("the hub stops; no token is watched any more");
            }
        }
    }
}
