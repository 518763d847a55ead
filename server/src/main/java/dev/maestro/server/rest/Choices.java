package dev.maestro.server.rest;

import dev.maestro.protocol.error.HubException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Query parameters that are one of some words. */
final class Choices {
    private Choices() {}

    /** Reads one of an enum's words. */
    static <E extends Enum<E>> Optional<E> choice(Exchange exchange, String name, Class<E> type) {
        return exchange.query(name).map(word -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> wire(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> HubException.invalid("?" + name, "must be one of " + words(type))));
    }

    /** Reads true or false. */
    static Optional<Boolean> flag(Exchange exchange, String name) {
        return exchange.query(name).map(word -> switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> throw HubException.invalid("?" + name, "must be true or false");
        });
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choices::wire).collect(Collectors.joining(", "));
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
