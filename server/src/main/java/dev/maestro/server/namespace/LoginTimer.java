package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts out sockets that do not say in time who they are. Threads: thread-safe. */
final class LoginTimer {
    private static final Logger LOG = LoggerFactory.getLogger(LoginTimer.class);
    private static final String KEY = "namespace.login-timer";

    private final ScheduledExecutorService timers;
    private final Duration within;

    LoginTimer(ScheduledExecutorService timers, Duration within) {
        this.timers = timers;
        this.within = within;
    }

    /** Gives a socket its time. */
    void start(HubClient client) {
        try {
            client.set(KEY, timers.schedule(() -> putOut(client), within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the hub stops; nobody has to say who it is any more");
        }
    }

    /** Stops a socket's time, if it runs. */
    void stop(HubClient client) {
        ScheduledFuture<?> running = client.get(KEY);
        if (running != null) {
            running.cancel(false);
            client.del(KEY);
        }
    }

    private void putOut(HubClient client) {
        if (Principals.find(client).isPresent()) {
            return;
        }
        LOG.atInfo().addKeyValue("nsp", client.getNamespace().getName()).log("put out for not saying who it is");
        Refusals.tell(
                client,
                "authentication_failed",
                HubException.of(
                        ErrorCode.UNAUTHENTICATED, "nobody said who this is within " + within.toMillis() + " ms"));
        client.disconnect();
    }
}
