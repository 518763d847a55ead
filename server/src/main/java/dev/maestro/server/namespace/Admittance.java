package dev.maestro.server.namespace;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/**
 * The middleware of namespaces whose token is optional: the local person needs none, everybody else does.
 *
 * <p>Spec: docs/protocol/auth.md.
 */
public final class Admittance {
    private final Authenticator authenticator;

    public Admittance(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Decides whether a client may join, and remembers who it is. */
    AuthTokenResult decide(Object auth, SocketIOClient client) {
        try {
            JsonNode payload = auth instanceof JsonNode node ? node : MissingNode.getInstance();
            HubClient hubClient = (HubClient) client;
            Principal principal = authenticator.authenticate(hubClient.facts(), token(payload));
            Principals.set(client, principal);
            hubClient.identify(principal.key());
            return AuthTokenResult.AuthTokenResultSuccess;
        } catch (HubException e) {
            return new AuthTokenResult(false, e.getMessage());
        }
    }

    /** No token is what clients send that have none: nothing, null or an empty text. Anything else must hold. */
    private static Optional<String> token(JsonNode payload) {
        JsonNode token = payload.path("token");
        boolean none = token.isMissingNode()
                || token.isNull()
                || token.isTextual() && token.textValue().isEmpty();
        return none ? Optional.empty() : Optional.of(token.asText());
    }
}
