package dev.maestro.server;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.audit.AuditLog;
import dev.maestro.server.domain.audit.Deed;
import dev.maestro.server.domain.audit.Retention;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.Guesses;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.rest.RequestWatch;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of all that is done is worth an entry of the audit: changes by REST, logins by token, and logins that were refused.
 *
 * <p>Who is refused without end gets no entry for each: of one address, and of one user who does not wait as told, only so
 * many a minute are kept; the rest is counted.
 *
 * <p>Logins, what failed, and what is done to the hub itself are kept apart from all the changes that go well. So are only so
 * many logins and failures of one a minute; more are kept with the changes, as nobody is to push out the word of others.
 *
 * <p>Threads: thread-safe; never blocks.
 *
 * @param refusals how many refusals of one are kept
 * @param apart how many logins and failures of one are kept apart
 */
record AuditTrail(AuditLog log, Guesses refusals, Guesses apart, Outcomes outcomes)
        implements LoginWatch, RequestWatch {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String ADMIN = "/api/admin/";
    private static final int SERVER_ERRORS = 500;

    @Override
    public void loggedIn(Visit visit, Principal principal) {
        if (principal.kind() != Principal.Kind.LOCAL) {
            log.note(login(visit, name(principal), null), retention(key(principal, visit.client())));
        }
    }

    @Override
    public void refused(Visit visit, @Nullable Principal known, HubException why) {
        if (isOfWhoItIs(why.code(), known) && isWorthKeeping(addressKey(visit.client()))) {
            log.note(login(visit, name(known), why.getMessage()), Retention.APART);
        }
    }

    // Whoever comes too often, or while the store is away, was not looked at.
    private static boolean isOfWhoItIs(ErrorCode code, @Nullable Principal known) {
        return switch (code) {
            case UNAUTHENTICATED, FORBIDDEN -> true;
            case NOT_FOUND -> known != null && known.kind() != Principal.Kind.LOCAL;
            case INVALID, CONFLICT, STALE_VERSION, RATE_LIMITED, TOO_LARGE, UNAVAILABLE, INTERNAL -> false;
        };
    }

    @Override
    public void answered(Served served) {
        outcomes.count(served.status() >= SERVER_ERRORS);
    }

    @Override
    public void answered(Asked asked) {
        ErrorCode refusal = asked.refusal();
        if (refusal == ErrorCode.UNAUTHENTICATED) {
            refused(
                    new Visit(asked.client(), asked.userAgent(), asked.path()),
                    asked.principal(),
                    HubException.of(refusal, asked.message() == null ? "" : asked.message()));
        } else if (!READING.contains(asked.method()) && isWorthKeeping(asked, refusal)) {
            log.note(
                    new Deed(
                            name(asked.principal()),
                            asked.method(),
                            asked.path(),
                            asked.client().getHostAddress(),
                            asked.userAgent(),
                            refusal == null ? null : refusal.wire()),
                    retention(asked, refusal));
        }
    }

    private Retention retention(Asked asked, @Nullable ErrorCode refusal) {
        if (refusal != null) {
            return retention(key(asked.principal(), asked.client()));
        }
        return asked.path().startsWith(ADMIN) ? Retention.APART : Retention.USUAL;
    }

    private Retention retention(String key) {
        return isWithin(apart, key) ? Retention.APART : Retention.USUAL;
    }

    private boolean isWorthKeeping(Asked asked, @Nullable ErrorCode refusal) {
        return refusal != ErrorCode.RATE_LIMITED || isWorthKeeping(key(asked.principal(), asked.client()));
    }

    private boolean isWorthKeeping(String key) {
        if (isWithin(refusals, key)) {
            return true;
        }
        log.leaveOut();
        return false;
    }

    private static boolean isWithin(Guesses pace, String key) {
        if (!pace.check(key).isAllowed()) {
            return false;
        }
        pace.failed(key);
        return true;
    }

    private static Deed login(Visit visit, String userId, @Nullable String error) {
        return new Deed(
                userId, Deed.LOGIN, visit.resource(), visit.client().getHostAddress(), visit.userAgent(), error);
    }

    private static String name(@Nullable Principal principal) {
        if (principal == null) {
            return Deed.ANONYMOUS;
        }
        boolean isUnclear = principal.kind() == Principal.Kind.USER && Deed.isTaken(principal.id());
        return isUnclear ? principal.key() : principal.id();
    }

    private static String key(@Nullable Principal principal, InetAddress address) {
        return principal == null ? addressKey(address) : principal.key();
    }

    private static String addressKey(InetAddress address) {
        return "address:" + AddressKey.of(address);
    }
}
