package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the texts of settings; each method throws {@link IllegalArgumentException} for what it cannot read. */
final class SettingValues {
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern EMAIL_ADDRESS = Pattern.compile("[^@\\s]{1,200}@[^@\\s]{1,200}");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private SettingValues() {}

    /** Reads a duration such as {@code 25s}. */
    static Duration duration(String text) {
        return DurationText.parse(text);
    }

    /** Reads a duration, or {@code off} or {@code 0}, which are none. */
    static Duration durationOrOff(String text) {
        return text.equals("off") || text.equals("0") ? Duration.ZERO : duration(text);
    }

    /** Reads {@code on} or {@code off}. */
    static boolean onOrOff(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Reads a literal address; names other than localhost are not looked up. */
    static InetAddress address(String text) {
        if (!text.equals("localhost") && !text.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException(text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Reads an origin: scheme, host and perhaps port, nothing more. */
    static URI origin(String text) {
        URI uri = URI.create(text);
        boolean bare = uri.getScheme() != null
                && uri.getHost() != null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null;
        if (!bare) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    /** Reads where keys are: over TLS, or from this very machine. */
    static URI keysUrl(String text) {
        URI uri = URI.create(text);
        boolean safe = "https".equals(uri.getScheme())
                || "http".equals(uri.getScheme()) && uri.getHost() != null && LOOPBACK_NAMES.contains(uri.getHost());
        if (!safe || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    /** Reads a host name without a port, or a star. */
    static String hostName(String text) {
        if (!text.equals("*") && !HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /** Reads an e-mail address, roughly. */
    static String emailAddress(String text) {
        if (!EMAIL_ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /** Reads a whole number, or that there is none. */
    static OptionalInt offOrNumber(String text) {
        return text.equals("off") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    /** Reads items separated by commas. */
    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
