package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every setting there is; the file, the environment, the flags, the help text and docs/config.md come from here. */
final class Settings {
    static final Setting<InetAddress> HOST = Setting.of(
            "host",
            "127.0.0.1",
            "an address, such as 127.0.0.1; one that other machines reach needs jwt-secret, supabase-url or jwks-url",
            "The address to listen on.",
            SettingValues::address);
    static final Setting<Integer> PORT = number("port", 3000, 0, 65_535, "The port to listen on; 0 takes a free one.");
    static final Setting<OptionalInt> PORTAL_PORT = extraPort(
            "portal.port", "A further port on which the whole hub is, for portal clients that expect it on 8000");
    static final Setting<OptionalInt> BRAIN_PORT = extraPort(
            "brain.port", "A further port on which the whole hub is, for Brain clients that expect it on 5221");
    static final Setting<Path> DATA_DIR = Setting.of(
            "data-dir",
            "maestro-data",
            "a path",
            "The folder that holds all data; made when it is not there.",
            text -> {
                if (text.isEmpty()) {
                    throw new IllegalArgumentException("empty");
                }
                return Path.of(text);
            });
    static final Setting<LogLevel> LOG_LEVEL = Setting.of(
            "log-level",
            "info",
            "one of error, warn, info, debug, trace",
            "How much is logged to standard error.",
            text -> LogLevel.valueOf(text.toUpperCase(Locale.ROOT)));
    static final Setting<URI> EXTERNAL_URL = Setting.of(
            "external-url",
            null,
            "an origin such as https://hub.example.org, without a path",
            "Where people reach the hub from outside; its pages may talk to the hub, and agents are given it.",
            SettingValues::origin);
    static final Setting<List<String>> ORIGINS = Setting.of(
            "origins",
            "",
            "origins separated by commas, such as https://a.example.org,http://localhost:8080",
            "Web pages that may talk to the hub, beside the known clients.",
            text -> SettingValues.list(text).stream()
                    .map(item -> SettingValues.origin(item).toString())
                    .toList());

    static final Setting<List<String>> HOSTS = Setting.of(
            "hosts",
            "",
            "host names separated by commas, such as hub.example.org,hub.lan, or * for any",
            "Names the hub is reached by, beside localhost, its addresses and that of external-url.",
            text -> SettingValues.list(text).stream()
                    .map(SettingValues::hostName)
                    .toList());
    static final Setting<List<AddressRange>> TRUSTED_PROXIES = Setting.of(
            "trusted-proxies",
            "",
            "addresses and ranges separated by commas, such as 10.0.0.7,192.168.0.0/16,fd00::/8",
            "Proxies that are believed when they say (Forwarded, X-Forwarded-For) for whom they ask.",
            text -> SettingValues.list(text).stream().map(AddressRange::parse).toList());

    static final Setting<String> JWT_SECRET = Setting.of(
                    "jwt-secret",
                    null,
                    "a secret of at least 32 bytes",
                    "The secret that signs users' tokens (HS256), such as a Supabase project's JWT secret.",
                    Function.identity())
            .where(secret -> secret.getBytes(StandardCharsets.UTF_8).length >= 32)
            .secret();
    static final Setting<URI> SUPABASE_URL = Setting.of(
            "supabase-url",
            null,
            "an https origin such as https://project.supabase.co, without a path (http only on this machine)",
            "The Supabase project whose users may come: sets jwks-url, jwt-issuer and jwt-audience.",
            text -> SettingValues.keysUrl(SettingValues.origin(text).toString()));
    static final Setting<URI> JWKS_URL = Setting.of(
            "jwks-url",
            null,
            "an https URL (http only on this machine)",
            "Where the public keys of the issuer of users' tokens are (JWKS: RS256, ES256, EdDSA).",
            SettingValues::keysUrl);
    static final Setting<String> JWT_ISSUER = Setting.of(
                    "jwt-issuer", null, "a text", "Who must have issued a token (iss).", Function.identity())
            .where(text -> !text.isBlank());
    static final Setting<String> JWT_AUDIENCE = Setting.of(
                    "jwt-audience", null, "a text", "Whom a token must be for (aud).", Function.identity())
            .where(text -> !text.isBlank());
    static final Setting<List<String>> OWNERS = Setting.of(
            "owners",
            "",
            "e-mail addresses separated by commas",
            "Users, by the e-mail address in their token, who may see every project and do everything.",
            text -> SettingValues.list(text).stream()
                    .map(SettingValues::emailAddress)
                    .toList());
    static final Setting<Duration> EXPIRY_WARNING =
            duration("auth.expiry-warning", "60s", "1ms", "1h", "How long before its token ends a socket is told so.");
    static final Setting<Duration> EXPIRY_GRACE =
            duration("auth.expiry-grace", "10s", "1ms", "1h", "How long a socket stays after its token ended.");

    static final Setting<Integer> EVENTS_PER_SECOND =
            limit("limits.events-per-second", 100, "How many events a second a socket may send.");
    static final Setting<Integer> EVENTS_BURST =
            limit("limits.events-burst", 200, "How many events a socket may send at once.");
    static final Setting<Integer> REQUESTS_PER_SECOND = limit(
            "limits.requests-per-second",
            100,
            "How many REST requests a second a user or agent may send; the local person is not limited.");
    static final Setting<Integer> REQUESTS_BURST =
            limit("limits.requests-burst", 200, "How many REST requests a user or agent may send at once.");
    static final Setting<Integer> CONNECTIONS_PER_PRINCIPAL = limit(
            "limits.connections-per-principal",
            1_000,
            "How many connections with native or raw sockets a user or agent may have.");
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS = limit(
            "limits.connections-per-address",
            1_000,
            "How many connections an address other than this machine's may have at the same time.");
    static final Setting<Integer> ROOMS_PER_SOCKET =
            limit("limits.rooms-per-socket", 2_000, "How many rooms a socket may be in.");
    static final Setting<Integer> SUBSCRIPTIONS_PER_CALL =
            limit("limits.subscriptions-per-call", 1_000, "How many sessions a socket may subscribe to at once.");
    static final Setting<Integer> REFUSED_LOGINS_PER_MINUTE = limit(
            "limits.refused-logins-per-minute",
            60,
            "How many bad tokens an address may show before its tokens are not looked at for a while.");
    static final Setting<Duration> AUTHENTICATE_WITHIN = duration(
            "limits.authenticate-within",
            "10s",
            "10ms",
            "1h",
            "How long a socket of a portal namespace may take to say who it is.");
    static final Setting<Duration> BAN_AFTER = duration(
            "limits.ban-after", "10s", "10ms", "1h", "How long somebody may stay over a limit before they are banned.");
    static final Setting<Duration> BAN = duration("limits.ban", "5m", "10ms", "24h", "How long a ban lasts.");

    static final Setting<Integer> PORTAL_MESSAGES_PER_SECOND = limit(
            "portal.messages-per-second", 10, "How many events a second a socket of a portal namespace may send.");
    static final Setting<Integer> PORTAL_MESSAGES_PER_MINUTE = limit(
            "portal.messages-per-minute", 100, "How many events a minute a socket of a portal namespace may send.");
    static final Setting<Integer> PORTAL_CONNECTIONS =
            limit("portal.connections", 5, "How many connections with sockets of portal namespaces a user may have.");
    static final Setting<Integer> MESSAGE_LENGTH =
            number("portal.message-length", 2_000, 1, 16_384, "How many characters a chat message may have.");
    static final Setting<Integer> ATTACHMENTS =
            number("portal.attachments", 5, 0, 100, "How many files a chat message may speak of.");
    static final Setting<ByteSize> ATTACHMENT_SIZE =
            size("portal.attachment-size", "10MiB", "1B", "1GiB", "How large a file of a chat message may be.");

    static final Setting<Duration> PING_INTERVAL = duration(
            "engine.ping-interval", "25s", "1ms", "1h", "How often the engine pings each Socket.IO connection.");
    static final Setting<Duration> PING_TIMEOUT = duration(
            "engine.ping-timeout", "20s", "1ms", "1h", "How long a pong may take before the connection is closed.");
    static final Setting<ByteSize> MAX_PAYLOAD = size(
            "engine.max-payload", "1MB", "1KiB", "64MiB", "The largest message a Socket.IO or raw client may send.");
    static final Setting<Duration> CONNECT_TIMEOUT = duration(
            "engine.connect-timeout",
            "45s",
            "10ms",
            "1h",
            "How long joining a first namespace may take, and deciding whether a client may join one.");
    static final Setting<Duration> UPGRADE_TIMEOUT = duration(
            "engine.upgrade-timeout", "10s", "10ms", "1h", "How long an upgrade from polling to WebSocket may take.");
    static final Setting<ByteSize> HIGH_WATER_MARK = size(
            "engine.high-water-mark",
            "1MiB",
            "16KiB",
            "1GiB",
            "How many bytes may wait for one slow client before it is disconnected.");
    static final Setting<Integer> HIGH_WATER_MARK_MESSAGES = number(
            "engine.high-water-mark-messages",
            4_096,
            16,
            1_000_000,
            "How many messages may wait for one slow client before it is disconnected.");
    static final Setting<Boolean> COMPRESSION = Setting.of(
            "engine.compression",
            "off",
            "on or off",
            "Whether messages go compressed (permessage-deflate) to Socket.IO clients that offer it.",
            SettingValues::onOrOff);
    static final Setting<ByteSize> COMPRESSION_THRESHOLD = size(
            "engine.compression-threshold",
            "1KiB",
            "64B",
            "64MiB",
            "The shortest message that is compressed, where compression is on.");
    static final Setting<Integer> MAX_DYNAMIC_NAMESPACES = number(
            "engine.max-dynamic-namespaces",
            10_000,
            1,
            1_000_000,
            "How many namespaces such as /project/{name} may have clients before more are refused.");

    static final Setting<ByteSize> TERMINAL_RING = size(
            "terminal.ring",
            "256KiB",
            "64KiB",
            "16MiB",
            "How much of each terminal's latest output is kept for viewers that come late or lag.");
    static final Setting<Duration> TERMINAL_GRACE = duration(
            "terminal.grace",
            "30s",
            "10ms",
            "1h",
            "How long a terminal is kept for its owner, such as a desktop, whose connection broke.");
    static final Setting<Boolean> TERMINAL_SNAPSHOTS = Setting.of(
            "terminal.snapshots",
            "on",
            "on or off",
            "Whether viewers who join a terminal get its screen as it is; if not, its latest output.",
            SettingValues::onOrOff);
    static final Setting<Integer> TERMINAL_HISTORY_LINES = number(
            "terminal.history-lines", 1_000, 0, 10_000, "How many lines that scrolled off are part of such a screen.");
    static final Setting<Integer> MAX_TERMINALS =
            number("terminal.max-terminals", 2_000, 1, 100_000, "How many terminals there may be.");
    static final Setting<ByteSize> TERMINAL_OUTPUT = size(
            "limits.terminal-output",
            "8MiB",
            "64KiB",
            "1GiB",
            "How much terminal output a second an owner may send that does not wait for the hub's word.");
    static final Setting<Duration> AGENT_GRACE = duration(
            "agents.grace",
            "30s",
            "10ms",
            "1h",
            "How long an agent whose connection broke may take to come back before its session has failed.");
    static final Setting<Duration> AGENT_STALE_AFTER = duration(
            "agents.stale-after",
            "45s",
            "10ms",
            "1h",
            "How long a connected agent may be silent before it is called stale.");

    static final Setting<RedisUrl> REDIS_URL = Setting.of(
                    "redis-url",
                    null,
                    "a URL such as redis://user:password@host:6379/0, rediss://… over TLS, or"
                            + " redis-sentinel://host,host/master",
                    "The Redis that all hubs of one installation share; without it a hub stands alone, with its data in"
                            + " data-dir.",
                    RedisUrl::parse)
            .secret();
    static final Setting<String> REDIS_KEY_PREFIX = Setting.of(
                    "redis.key-prefix",
                    "maestro:",
                    "a text of up to 100 characters without braces or spaces",
                    "What the names of all keys in Redis begin with: hubs with different ones know nothing of each other.",
                    Function.identity())
            .where(text -> text.length() <= 100 && text.matches("[^{}\\s]*"));
    static final Setting<Duration> REDIS_TIMEOUT = duration(
            "redis.timeout", "2s", "100ms", "1m", "How long Redis may take to answer before it counts as away.");
    static final Setting<Duration> REDIS_NODE_LEASE = duration(
            "redis.node-lease",
            "10s",
            "500ms",
            "10m",
            "How long a hub that is not heard of any more keeps what it has, such as terminals.");

    static final Setting<Duration> EVENTS_MAX_AGE = duration(
            "events.max-age", "24h", "1s", "3650d", "How long committed events are kept for clients that come back.");
    static final Setting<Long> EVENTS_MAX_COUNT = Setting.of(
                    "events.max-count",
                    "1000000",
                    "a whole number, 1 to 1000000000",
                    "How many committed events are kept at most.",
                    Long::valueOf)
            .where(count -> count >= 1 && count <= 1_000_000_000L);
    static final Setting<Duration> AUDIT_KEEP =
            duration("audit.keep", "30d", "1h", "3650d", "How long it is kept who did what, and who was not let in.");
    static final Setting<Integer> AUDIT_MAX_ENTRIES = number(
            "audit.max-entries",
            100_000,
            100,
            10_000_000,
            "How many changes that went well are kept at most, and how many of everything else; the oldest go first.");
    static final Setting<Duration> RECOVERY_WINDOW = Setting.of(
                    "recovery.window",
                    "2m",
                    "off, or a duration such as 90s or 2m, 1s to 24h",
                    "How long a client whose connection broke may take to come back and be given what it missed.",
                    SettingValues::durationOrOff)
            .where(window -> window.isZero() || isWithin(window, Duration.ofSeconds(1), Duration.ofHours(24)));
    static final Setting<Duration> DRAIN_WAIT = Setting.of(
                    "drain.wait",
                    "off",
                    "off, or a duration such as 5s, at most 5m",
                    "How long a hub that is to stop goes on serving while /readyz says no, so that a balancer sees it.",
                    SettingValues::durationOrOff)
            .where(wait -> wait.isZero() || isWithin(wait, Duration.ofMillis(1), Duration.ofMinutes(5)));
    static final Setting<Duration> DRAIN_DEADLINE = duration(
            "drain.deadline",
            "10s",
            "1s",
            "10m",
            "By when a hub that is to stop has let its clients go, after drain.wait; who is left then is cut off.");
    static final Setting<Integer> MAX_WAITING_COMMITS = number(
            "store.max-waiting-commits",
            10_000,
            1,
            1_000_000,
            "How many changes may wait to be stored before more are refused.");

    /** Every setting, in the order in which it is shown. */
    static final List<Setting<?>> ALL = List.of(
            HOST,
            PORT,
            PORTAL_PORT,
            BRAIN_PORT,
            DATA_DIR,
            LOG_LEVEL,
            EXTERNAL_URL,
            ORIGINS,
            HOSTS,
            TRUSTED_PROXIES,
            JWT_SECRET,
            SUPABASE_URL,
            JWKS_URL,
            JWT_ISSUER,
            JWT_AUDIENCE,
            OWNERS,
            EXPIRY_WARNING,
            EXPIRY_GRACE,
            EVENTS_PER_SECOND,
            EVENTS_BURST,
            REQUESTS_PER_SECOND,
            REQUESTS_BURST,
            CONNECTIONS_PER_PRINCIPAL,
            CONNECTIONS_PER_ADDRESS,
            ROOMS_PER_SOCKET,
            SUBSCRIPTIONS_PER_CALL,
            REFUSED_LOGINS_PER_MINUTE,
            AUTHENTICATE_WITHIN,
            BAN_AFTER,
            BAN,
            TERMINAL_OUTPUT,
            PORTAL_MESSAGES_PER_SECOND,
            PORTAL_MESSAGES_PER_MINUTE,
            PORTAL_CONNECTIONS,
            MESSAGE_LENGTH,
            ATTACHMENTS,
            ATTACHMENT_SIZE,
            PING_INTERVAL,
            PING_TIMEOUT,
            MAX_PAYLOAD,
            CONNECT_TIMEOUT,
            UPGRADE_TIMEOUT,
            HIGH_WATER_MARK,
            HIGH_WATER_MARK_MESSAGES,
            COMPRESSION,
            COMPRESSION_THRESHOLD,
            MAX_DYNAMIC_NAMESPACES,
            TERMINAL_RING,
            TERMINAL_GRACE,
            TERMINAL_SNAPSHOTS,
            TERMINAL_HISTORY_LINES,
            MAX_TERMINALS,
            AGENT_GRACE,
            AGENT_STALE_AFTER,
            REDIS_URL,
            REDIS_KEY_PREFIX,
            REDIS_TIMEOUT,
            REDIS_NODE_LEASE,
            EVENTS_MAX_AGE,
            EVENTS_MAX_COUNT,
            AUDIT_KEEP,
            AUDIT_MAX_ENTRIES,
            RECOVERY_WINDOW,
            DRAIN_WAIT,
            DRAIN_DEADLINE,
            MAX_WAITING_COMMITS);

    private Settings() {}

    private static Setting<Integer> number(String key, int defaultValue, int min, int max, String meaning) {
        return Setting.of(
                        key,
                        Integer.toString(defaultValue),
                        "a whole number, " + min + " to " + max,
                        meaning,
                        Integer::valueOf)
                .where(value -> value >= min && value <= max);
    }

    private static Setting<OptionalInt> extraPort(String key, String meaning) {
        return Setting.of(
                        key,
                        "off",
                        "off, or a whole number, 0 to 65535",
                        meaning + "; 0 takes a free one.",
                        SettingValues::offOrNumber)
                .where(port -> port.isEmpty() || port.getAsInt() >= 0 && port.getAsInt() <= 65_535);
    }

    private static Setting<Integer> limit(String key, int defaultValue, String meaning) {
        return number(key, defaultValue, 1, 1_000_000, meaning);
    }

    private static Setting<Duration> duration(String key, String defaultText, String min, String max, String meaning) {
        return within(
                key,
                defaultText,
                min,
                max,
                "a duration such as 500ms, 25s, 5m or 24h",
                meaning,
                SettingValues::duration);
    }

    private static Setting<ByteSize> size(String key, String defaultText, String min, String max, String meaning) {
        return within(key, defaultText, min, max, "a size such as 64KiB or 1MB", meaning, ByteSize::parse);
    }

    private static <T extends Comparable<T>> Setting<T> within(
            String key,
            @Nullable String defaultText,
            String min,
            String max,
            String kind,
            String meaning,
            Function<String, T> parser) {
        T least = parser.apply(min);
        T most = parser.apply(max);
        return Setting.of(key, defaultText, kind + ", " + min + " to " + max, meaning, parser)
                .where(value -> isWithin(value, least, most));
    }

    private static <T extends Comparable<T>> boolean isWithin(T value, T least, T most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }
}
