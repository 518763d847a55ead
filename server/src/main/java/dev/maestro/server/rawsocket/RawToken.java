package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.auth.TokenNotice;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose one raw WebSocket is, and by which token: tells of its end, lets another take its place, and closes the connection when none does.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class RawToken {
    private static final Logger LOG = LoggerFactory.getLogger(RawToken.class);

    private final Login login;
    private final ConnectionFacts facts;
    private final Conversation conversation;
    private final RawConnection connection;
    private Principal principal;
    private @Nullable EventLoop loop;
    private @Nullable TokenEnd end;
    private @Nullable Future<?> next;
    private boolean stopped;

    RawToken(
            Login login,
            ConnectionFacts facts,
            Principal principal,
            Conversation conversation,
            RawConnection connection) {
        this.login = login;
        this.facts = facts;
        this.principal = principal;
        this.conversation = conversation;
        this.connection = connection;
    }

    /** Returns whose the connection is, with what the token that it has now allows. */
    Principal principal() {
        return principal;
    }

    /** Begins to watch the token. */
    void watch(EventLoop connectionLoop) {
        loop = connectionLoop;
        if (next != null) {
            next.cancel(false);
        }
        principal.end().ifPresent(expiresAt -> {
            end = new TokenEnd(expiresAt, login.rules());
            look();
        });
    }

    /** Lets another token take the place of this one, and answers whether it did. */
    void refresh(String token) {
        EventLoop home = loop;
        if (home == null) {
            throw new IllegalStateException("nothing is read before the connection is open");
        }
        var unused = login.renew(principal, facts, token, home).handle((fresh, failure) -> {
            connection.say(failure == null ? renewed(fresh, home) : conversation.mistake(refusal(failure)));
            return null;
        });
    }

    /** Stops watching: the connection is gone, or about to be. */
    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private JsonBytes renewed(Principal fresh, EventLoop home) {
        if (!stopped) {
            principal = fresh;
            watch(home);
        }
        return conversation.refreshed(fresh.end().orElse(null));
    }

    private void look() {
        TokenEnd watched = end;
        EventLoop home = loop;
        if (stopped || watched == null || home == null) {
            return;
        }
        Instant now = login.clock().instant();
        switch (watched.at(now)) {
            case NONE -> {}
            case WARN -> tell(TokenNotice.EXPIRING, watched);
            case EXPIRED -> tell(TokenNotice.EXPIRED, watched);
            case OVER -> {
                connection.close(CloseReason.AUTH_EXPIRED);
                return;
            }
        }
        next = home.schedule(this::look, watched.untilNextLook(now).toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void tell(String name, TokenEnd watched) {
        connection.say(conversation.notice(
                name, JsonBytes.of(TokenNotice.of(watched)), login.clock().millis()));
    }

    private static HubException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof HubException refusal) {
            return refusal;
        }
        LOG.atError().setCause(cause).log("a token could not be checked");
        return HubException.of(ErrorCode.INTERNAL, "internal error");
    }
}
