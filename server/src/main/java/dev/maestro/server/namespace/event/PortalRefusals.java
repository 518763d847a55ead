package dev.maestro.server.namespace.event;

import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.portal.ErrorType;
import dev.maestro.protocol.portal.PortalAnswer.RateLimited;
import dev.maestro.protocol.portal.PortalAnswer.ValidationError;
import dev.maestro.protocol.portal.PortalAnswer.WebSocketError;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalTime;
import java.time.Clock;
import java.util.List;

/**
 * The refusals of the portal's namespaces, in its own words: {@code rate_limited}, which is always told,
 * {@code validation_error} for payloads that are not as they must be, and {@code error} for everything else.
 *
 * <p>Spec: docs/protocol/portal.md, "Refusals".
 */
public final class PortalRefusals implements RefusalForm {
    private final Clock clock;

    public PortalRefusals(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Told told(HubException refusal) {
        return switch (refusal.code()) {
            case RATE_LIMITED ->
                told(
                        PortalEvent.RATE_LIMITED,
                        RateLimited.of(refusal.retryAfterMillis().orElse(0)));
            case INVALID, TOO_LARGE ->
                told(PortalEvent.VALIDATION_ERROR, ValidationError.of(details(refusal), refusal.code()));
            case UNAUTHENTICATED, FORBIDDEN -> error(ErrorType.AUTHENTICATION, refusal);
            case NOT_FOUND, CONFLICT, STALE_VERSION -> error(ErrorType.VALIDATION, refusal);
            case UNAVAILABLE, INTERNAL -> error(ErrorType.SERVER, refusal);
        };
    }

    @Override
    public boolean ratesAloud() {
        return true;
    }

    // The message says nothing of what is wrong, so there must be a detail that does.
    private static List<ErrorDetail> details(HubException refusal) {
        return refusal.details().isEmpty() ? List.of(new ErrorDetail("", refusal.getMessage())) : refusal.details();
    }

    private Told error(ErrorType type, HubException refusal) {
        PortalTime now = new PortalTime(clock.millis());
        return told(
                PortalEvent.ERROR,
                new WebSocketError(type, refusal.getMessage(), refusal.code(), refusal.details(), now));
    }

    private static Told told(PortalEvent event, Record body) {
        return new Told(event.wire(), JsonBytes.of(body));
    }
}
