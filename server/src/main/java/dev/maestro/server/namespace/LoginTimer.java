package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts out sockets that do not say in time who they are. What they say is looked at while their time stands still.
 *
 * <p>Threads: thread-safe.
 */
final class LoginTimer {
    private static final Logger LOG = LoggerFactory.getLogger(LoginTimer.class);
    private static final String KEY = "namespace.login-timer";

    private final ScheduledExecutorService timers;
    private final Duration within;
    private final Logins logins;

    LoginTimer(ScheduledExecutorService timers, Duration within, Logins logins) {
        this.timers = timers;
        this.within = within;
        this.logins = logins;
    }

    /** Gives a socket its time. */
    void start(HubClient client) {
        LoginTime time = new LoginTime(timers, within, () -> putOut(client));
        client.set(KEY, time);
        time.start();
    }

    /**
     * Stops a socket's time while what it said is looked at.
     *
     * @return lets the rest of it run again, if it was not ended meanwhile; to be run once
     */
    Runnable pause(HubClient client) {
        LoginTime time = client.get(KEY);
        if (time == null || !time.pause()) {
            return () -> {};
        }
        return time::resume;
    }

    /**
     * Refuses to hear whom was put out.
     *
     * @throws HubException {@code unauthenticated} if its time was over before it spoke
     */
    void requireInTime(HubClient client) {
        LoginTime time = client.get(KEY);
        if (time != null && time.isOver()) {
            throw tooLate();
        }
    }

    /** Ends a socket's time, if it has one: it is known, or gone. */
    void stop(HubClient client) {
        LoginTime time = client.get(KEY);
        if (time != null) {
            time.end();
        }
    }

    private void putOut(HubClient client) {
        LOG.atInfo().addKeyValue("nsp", client.getNamespace().getName()).log("put out for not saying who it is");
        logins.refused(client, null, tooLate());
        Refusals.tell(client, "authentication_failed", tooLate());
        client.disconnect(DisconnectReason.LOGIN_TIMEOUT);
    }

    private HubException tooLate() {
        return HubException.of(
                ErrorCode.UNAUTHENTICATED, "nobody said who this is within " + within.toMillis() + " ms");
    }
}
