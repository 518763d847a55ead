package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.Authenticate;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.Renewal;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.namespace.event.EventGate;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.Optional;

/**
 * How clients of one portal namespace say who they are: with a token when they connect, by coming from this machine, or
 * with the event {@code authenticate} soon after; until then they are in no room and may say nothing else.
 *
 * <p>Threads: thread-safe; what tells who somebody is runs on the auth pool. Spec: docs/protocol/auth.md, "Portal".
 */
final class PortalLogin implements Door, EventGate {
    private static final long SOON_MILLIS = 1_000;

    private final NamespaceParts parts;
    private final PortalPlace place;
    private final LoginTimer timer;

    private PortalLogin(NamespaceParts parts, PortalPlace place) {
        this.parts = parts;
        this.place = place;
        this.timer = new LoginTimer(
                parts.pools().timers(),
                parts.limits().authenticateWithin(),
                parts.reports().logins());
    }

    /** Opens a namespace whose clients log in so. */
    static ClientEvents open(HubNamespace namespace, NamespaceParts parts, PortalPlace place) {
        PortalLogin login = new PortalLogin(parts, place);
        ClientEvents events = parts.openPortal(namespace, login, login);
        namespace.addConnectListener(client -> login.connected((HubClient) client));
        namespace.addDisconnectListener(client -> login.gone((HubClient) client));
        events.on(ClientCatalogue.AUTHENTICATE, parts.pools().auth(), login::authenticate);
        return events;
    }

    @Override
    public Optional<Principal> identify(HubClient client, ConnectPayload said) {
        return known(client, said.token()).map(Doors::refuseAgent);
    }

    @Override
    public void admit(HubClient client, ConnectPayload said, Principal principal) {
        place.admit(client, principal);
    }

    // On the event loop, so that whoever speaks in time is heard, however long its token waits to be looked at.
    @Override
    public Runnable arrived(HubClient client, String event) {
        return event.equals(ClientCatalogue.AUTHENTICATE.name()) ? timer.pause(client) : EventGate.NOTHING;
    }

    @Override
    public void pass(HubClient client, String event) {
        if (event.equals(ClientCatalogue.AUTHENTICATE.name())) {
            timer.requireInTime(client);
        } else if (Principals.find(client).isEmpty()) {
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "say who you are first, with the event authenticate");
        }
    }

    private Optional<Principal> known(HubClient client, Optional<String> token) {
        try {
            return Optional.of(parts.authenticator().authenticate(client.facts(), token));
        } catch (HubException e) {
            if (token.isPresent() || e.code() != ErrorCode.UNAUTHENTICATED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void connected(HubClient client) {
        Optional<Principal> principal = Principals.find(client);
        if (principal.isPresent()) {
            client.sendEvent("authenticated", told(principal.get()));
            parts.tokens().watch(client);
            place.entered(client);
        } else if (parts.limits().onPortal().strangers().take(client)) {
            timer.start(client);
        } else {
            Refusals.tell(
                    client,
                    "authentication_failed",
                    HubException.rateLimited("Too many from there have not said who they are", SOON_MILLIS));
            client.disconnect(DisconnectReason.TOO_MANY);
        }
    }

    private void gone(HubClient client) {
        timer.stop(client);
        parts.limits().onPortal().strangers().release(client);
        parts.tokens().end(client);
    }

    private void authenticate(HubClient client, Authenticate said, EventAnswer answer) {
        try {
            Principal principal = named(client, said);
            if (admitted(client, principal, answer)) {
                enter(client, principal);
                ObjectNode told = told(principal);
                client.sendEvent("authenticated", told);
                answer.succeed(told);
            }
        } catch (BackendUnavailableException e) {
            fail(client, answer, HubException.of(ErrorCode.UNAVAILABLE, "the store is not available; try again"));
        } catch (HubException e) {
            parts.reports().logins().refused(client, null, e);
            fail(client, answer, e);
        }
    }

    private Principal named(HubClient client, Authenticate said) {
        Principal principal =
                Doors.refuseAgent(parts.authenticator().authenticate(client.facts(), Optional.of(said.token())));
        if (!said.user().map(principal.id()::equals).orElse(true)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "user_id is not whom the token names");
        }
        requireSame(client, principal);
        parts.limits().onPortal().check(client, principal);
        return principal;
    }

    /** Returns whether the place has room for it; whoever is there already, and may be no more by its new token, goes. */
    private boolean admitted(HubClient client, Principal principal, EventAnswer answer) {
        try {
            place.admit(client, principal);
            return true;
        } catch (HubException e) {
            parts.reports().logins().refused(client, principal, e);
            boolean same = Principals.find(client)
                    .filter(before -> before.key().equals(principal.key()))
                    .isPresent();
            fail(client, answer, e);
            if (same) {
                client.disconnect(DisconnectReason.ACCESS_REVOKED);
            }
            return false;
        }
    }

    private void enter(HubClient client, Principal principal) {
        boolean known = Principals.find(client).isPresent();
        parts.limits().onPortal().know(client, principal);
        Principals.set(client, principal);
        timer.stop(client);
        parts.limits().onPortal().strangers().release(client);
        parts.tokens().watch(client);
        OnLoop.run(client, () -> {
            parts.reports().logins().said(client, principal);
            if (!client.isChannelOpen()) {
                return;
            }
            if (!known) {
                place.entered(client);
            }
            // Who was let in for coming from this machine may be in rooms that the user it names may not be in.
            LiveAccess.recheck(client.socket());
        });
    }

    /** Whoever came without a token may say once who it is; after that a token can only be renewed. */
    private void requireSame(HubClient client, Principal principal) {
        Optional<Principal> before = Principals.find(client);
        if (before.isPresent() && before.get().kind() != Principal.Kind.LOCAL) {
            Renewal.require(before.get(), principal, parts.clock().instant());
        }
    }

    private static void fail(HubClient client, EventAnswer answer, HubException why) {
        Refusals.tell(client, "authentication_failed", why);
        answer.refuseInAck(why);
    }

    private static ObjectNode told(Principal principal) {
        ObjectNode told = Json.mapper().createObjectNode().put("user_id", principal.id());
        ArrayNode permissions = told.putArray("permissions");
        principal.permissions().stream().map(Permission::wire).sorted().forEach(permissions::add);
        return told;
    }
}
