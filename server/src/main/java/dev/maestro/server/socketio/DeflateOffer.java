package dev.maestro.server.socketio;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a client offers of permessage-deflate, and what is agreed.
 *
 * <p>Our messages use the full window of 15 bits, so an offer that narrows it for the server is declined; the client
 * is told not to refer to earlier messages, so that nothing need be kept for it.
 *
 * <p>Spec: RFC 7692, 5 and 7.1.
 */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    private static final String AGREED = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String FULL_WINDOW = "15";

    private DeflateOffer() {}

    /** Returns the answer to the first offer that can be honoured; empty if there is none. */
    static Optional<String> answer(String extensions) {
        for (String offer : extensions.split(",", -1)) {
            Optional<String> answer = answerTo(offer.split(";", -1));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> answerTo(String[] offer) {
        if (!offer[0].strip().toLowerCase(Locale.ROOT).equals(NAME)) {
            return Optional.empty();
        }
        Set<String> seen = new HashSet<>();
        String answer = AGREED;
        for (int i = 1; i < offer.length; i++) {
            int equals = offer[i].indexOf('=');
            String name = (equals < 0 ? offer[i] : offer[i].substring(0, equals)).strip();
            String value =
                    equals < 0 ? "" : unquoted(offer[i].substring(equals + 1).strip());
            if (!seen.add(name) || !acceptable(name, value)) {
                return Optional.empty();
            }
            if (name.equals("server_max_window_bits")) {
                answer = AGREED + "; server_max_window_bits=" + FULL_WINDOW;
            }
        }
        return Optional.of(answer);
    }

    private static boolean acceptable(String name, String value) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            case "server_max_window_bits" -> value.equals(FULL_WINDOW);
            case "client_max_window_bits" -> value.isEmpty() || value.matches("[89]|1[0-5]");
            default -> false;
        };
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
