package dev.maestro.server.isolation;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.RunningHub;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A whole hub that takes users' tokens signed here, and does not tire of being asked. */
final class World implements AutoCloseable {
    private static final String SECRET = "a secret that only this test and its hub know";
    private static final long FAR_AWAY_SECONDS = 4_000_000_000L;

    // Nothing that a test left behind ends by itself while another looks.
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("jwt-secret", SECRET),
            Map.entry("portal.messages-per-second", "100000"),
            Map.entry("portal.messages-per-minute", "1000000"),
            Map.entry("limits.requests-per-second", "100000"),
            Map.entry("limits.requests-burst", "100000"),
            Map.entry("limits.events-per-second", "100000"),
            Map.entry("limits.events-burst", "100000"),
            Map.entry("limits.refused-logins-per-minute", "100000"),
            Map.entry("limits.connections-per-address", "10000"),
            Map.entry("portal.connections", "1000"),
            Map.entry("terminal.grace", "1h"),
            Map.entry("agents.grace", "1h"));

    private final RunningHub hub;

    /** The way into REST. */
    final Door door;

    /** One in which time stands still. */
    World() {
        this(RunningHub.start(SETTINGS));
    }

    /** One in which time goes on, with these settings over the usual ones. */
    World(Map<String, String> settings) {
        this(settings, Clock.systemUTC());
    }

    /** One with these settings over the usual ones, and a clock. */
    World(Map<String, String> settings, Clock clock) {
        this(RunningHub.start(over(settings), clock));
    }

    private World(RunningHub hub) {
        this.hub = hub;
        this.door = new Door(hub.url());
    }

    private static Map<String, String> over(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        return all;
    }

    URI url() {
        return hub.url();
    }

    /** Returns the token of a user who may see one project, and watch the hub. */
    static String userOf(String project) {
        return userUntil(project, FAR_AWAY_SECONDS);
    }

    /** Returns the token of the same user, which holds until a second of the epoch. */
    static String userUntil(String project, long end) {
        return jwt(Map.of(
                "sub",
                "user-of-" + project,
                "project_access",
                List.of(project),
                "permissions",
                List.of("terminal:write", "monitor"),
                "exp",
                end));
    }

    /** Returns the token of a user who may see one project, and no more. */
    static String visitorOf(String project) {
        return jwt(Map.of(
                "sub",
                "visitor-of-" + project,
                "project_access",
                List.of(project),
                "permissions",
                List.of("terminal:write"),
                "exp",
                FAR_AWAY_SECONDS));
    }

    /** Returns the token of a user who may see every project. */
    static String everybody() {
        return jwt(Map.of("sub", "everybody", "project_access", "*", "exp", FAR_AWAY_SECONDS));
    }

    /** Returns the token of a user who may see no project, but runs the hub. */
    static String admin() {
        return jwt(Map.of("sub", "admin", "permissions", List.of("admin"), "exp", FAR_AWAY_SECONDS));
    }

    private static String jwt(Map<String, Object> claims) {
        String signed =
                base64(JsonBytes.of(Map.of("alg", "HS256", "typ", "JWT")).array())
                        + "."
                        + base64(JsonBytes.of(claims).array());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        hub.close();
    }
}
