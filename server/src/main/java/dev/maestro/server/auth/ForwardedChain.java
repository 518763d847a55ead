package dev.maestro.server.auth;

import dev.maestro.server.config.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads whom a request went through: the client first, then each proxy but the last.
 *
 * <p>A text longer than {@value #MOST_CHARACTERS} characters, of more than {@value #MOST_HOPS} parts, or that is not
 * formed as it must be, is a chain of one unreadable part.
 */
final class ForwardedChain {
    private static final int MOST_CHARACTERS = 2048;
    private static final int MOST_HOPS = 32;
    private static final List<String> UNREADABLE = List.of("");

    private ForwardedChain() {}

    /** Returns the parts of {@code X-Forwarded-For}; several lines are one, in order. */
    static List<String> ofForwardedFor(List<String> lines) {
        return parts(String.join(",", lines), ',').orElse(UNREADABLE);
    }

    /** Returns what {@code for=} says in each element of {@code Forwarded}; an element that says nothing is unreadable. */
    static List<String> ofForwarded(List<String> lines) {
        Optional<List<String>> elements = parts(String.join(",", lines), ',');
        if (elements.isEmpty()) {
            return UNREADABLE;
        }
        List<String> chain = new ArrayList<>();
        for (String element : elements.get()) {
            chain.add(node(element));
        }
        return chain;
    }

    private static String node(String element) {
        String found = "";
        for (String pair : parts(element, ';').orElse(UNREADABLE)) {
            if (pair.toLowerCase(Locale.ROOT).startsWith("for=")) {
                if (!found.isEmpty()) {
                    return "";
                }
                found = unquoted(pair.substring("for=".length()));
            }
        }
        return found;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Splits outside of quotes; empty if that cannot be done, or there is too much. */
    private static Optional<List<String>> parts(String text, char separator) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (!end && text.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (end || !quoted && text.charAt(i) == separator) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        return quoted || parts.size() > MOST_HOPS ? Optional.empty() : Optional.of(parts);
    }

    /** Returns the address of a part, which may have a port, and brackets if it is of IPv6; empty if it is none. */
    static Optional<InetAddress> address(String part) {
        if (part.startsWith("[")) {
            int close = part.indexOf(']');
            boolean closed = close > 0 && isPortOrNothing(part.substring(close + 1));
            return closed && part.indexOf(':') > 0 ? IpAddress.parse(part.substring(1, close)) : Optional.empty();
        }
        int colon = part.indexOf(':');
        boolean withPort = colon > 0 && colon == part.lastIndexOf(':');
        if (withPort && !isPortOrNothing(part.substring(colon))) {
            return Optional.empty();
        }
        return IpAddress.parse(withPort ? part.substring(0, colon) : part);
    }

    private static boolean isPortOrNothing(String text) {
        return text.isEmpty() || text.matches(":[0-9]{1,5}");
    }
}
