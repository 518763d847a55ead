package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every setting there is; the file, the environment, the flags, the help text and docs/config.md come from here. */
final class Settings {
    static final Setting<InetAddress> HOST = Setting.of(
                    "host",
                    "127.0.0.1",
                    "a loopback address, such as 127.0.0.1 or ::1 (remote clients cannot be authenticated yet)",
                    "The address to listen on.",
                    SettingValues::address)
            .where(InetAddress::isLoopbackAddress);
    static final Setting<Integer> PORT = number("port", 3000, 0, 65_535, "The port to listen on; 0 takes a free one.");
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

    static final Setting<Duration> EVENTS_MAX_AGE = duration(
            "events.max-age", "24h", "1s", "3650d", "How long committed events are kept for clients that come back.");
    static final Setting<Long> EVENTS_MAX_COUNT = Setting.of(
                    "events.max-count",
                    "1000000",
                    "a whole number, 1 to 1000000000",
                    "How many committed events are kept at most.",
                    Long::valueOf)
            .where(count -> count >= 1 && count <= 1_000_000_000L);
    static final Setting<Duration> RECOVERY_WINDOW = Setting.of(
                    "recovery.window",
                    "2m",
                    "off, or a duration such as 90s or 2m, 1s to 24h",
                    "How long a client whose connection broke may take to come back and be given what it missed.",
                    SettingValues::durationOrOff)
            .where(window -> window.isZero() || isWithin(window, Duration.ofSeconds(1), Duration.ofHours(24)));
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
            DATA_DIR,
            LOG_LEVEL,
            EXTERNAL_URL,
            ORIGINS,
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
            EVENTS_MAX_AGE,
            EVENTS_MAX_COUNT,
            RECOVERY_WINDOW,
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
