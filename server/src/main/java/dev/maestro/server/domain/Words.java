package dev.maestro.server.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of an enum on the wire. */
final class Words {
    private Words() {}

    /** Returns the words in the order of the constants. */
    static <E extends Enum<E>> List<String> of(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
