package dev.maestro.server.auth;

import dev.maestro.protocol.error.HubException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Learns of logins, and of those that were refused. Implementations are thread-safe and never block. */
public interface LoginWatch {
    /** Wants to know nothing. */
    LoginWatch NONE = new LoginWatch() {
        @Override
        public void loggedIn(Visit visit, Principal principal) {}

        @Override
        public void refused(Visit visit, @Nullable Principal known, HubException why) {}
    };

    /** Somebody was let in by a token, or by coming from this machine. */
    void loggedIn(Visit visit, Principal principal);

    /**
     * Somebody was not let in.
     *
     * @param known who it is, if that was found out before it was refused; else null
     * @param why as it was told
     */
    void refused(Visit visit, @Nullable Principal known, HubException why);

    /**
     * Where somebody comes from, and what to.
     *
     * @param client the address that logs go by
     * @param userAgent the program, as it names itself, of any length; null when it does not
     * @param resource the namespace or the path
     */
    record Visit(InetAddress client, @Nullable String userAgent, String resource) {}
}
