package dev.maestro.server.namespace;

import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/** What every native namespace does about tokens that end. */
final class TokenEvents {
    private TokenEvents() {}

    /** Watches the tokens of a namespace's sockets, and takes {@code auth:refresh}. */
    static void register(HubNamespace namespace, ClientEvents events, NamespaceParts parts, SessionGuard guard) {
        TokenLife life = parts.tokens();
        TokenRefresh refresh = new TokenRefresh(parts.authenticator(), life, guard, parts.clock());
        namespace.addConnectListener(client -> life.watch((HubClient) client));
        namespace.addDisconnectListener(client -> life.end((HubClient) client));
        events.on(
                ClientCatalogue.AUTH_REFRESH,
                parts.pools().auth(),
                (client, fresh, answer) -> answer.succeed(refresh.refresh(client, fresh.token())));
    }
}
