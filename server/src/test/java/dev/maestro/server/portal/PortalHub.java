package dev.maestro.server.portal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.SocketIoClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A hub of its own, whose users' tokens are signed here. */
final class PortalHub implements AutoCloseable {
    private static final String SECRET = "a secret that only this test and its hub know";
    private static final long FAR_AWAY_SECONDS = 4_000_000_000L;

    private final RunningHub hub = RunningHub.start(Map.of(
            "jwt-secret", SECRET,
            "portal.messages-per-second", "100000",
            "portal.messages-per-minute", "1000000",
            "portal.connections", "1000",
            "limits.requests-per-second", "100000",
            "limits.requests-burst", "100000",
            "limits.connections-per-address", "10000"));
    private final List<SocketIoClient> clients = new ArrayList<>();
    final Door door = new Door(hub.url());

    /** Lets a user into a namespace. */
    SocketIoClient client(String namespace, String user, List<String> projects, String... permissions) {
        return client(namespace, "{\"token\":\"" + token(user, projects, permissions) + "\"}");
    }

    SocketIoClient client(String namespace, String auth) {
        SocketIoClient client = SocketIoClient.connect(url(), false, namespace, auth);
        clients.add(client);
        return client;
    }

    URI url() {
        return hub.url();
    }

    static String token(String user, List<String> projects, String... permissions) {
        return signed(Map.of(
                "sub", user,
                "project_access", projects,
                "permissions", List.of(permissions),
                "exp", FAR_AWAY_SECONDS));
    }

    /** Returns JSON that is written with single quotes. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static boolean succeeded(JsonNode ack) {
        return ack.path("success").asBoolean();
    }

    private static String signed(Map<String, Object> claims) {
        String text = base64(JsonBytes.of(Map.of("alg", "HS256", "typ", "JWT")).array())
                + "."
                + base64(JsonBytes.of(claims).array());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        clients.forEach(SocketIoClient::close);
        hub.close();
    }
}
