package dev.maestro.server.rawsocket;

import dev.maestro.server.measure.Tally;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What raw WebSockets did since the hub was started, by family.
 *
 * <p>Threads: thread-safe.
 */
final class RawCounters {
    private final Tally<RawFamily> opened = new Tally<>(RawFamily.class);
    private final Tally<RawFamily> messages = new Tally<>(RawFamily.class);
    private final Tally<RawFamily> bytes = new Tally<>(RawFamily.class);
    private final Map<RawFamily, Tally<RawEnd>> ends = new EnumMap<>(RawFamily.class);

    RawCounters() {
        for (RawFamily family : RawFamily.values()) {
            ends.put(family, new Tally<>(RawEnd.class));
        }
    }

    void opened(RawFamily family) {
        opened.count(family);
    }

    void ended(RawFamily family, RawEnd end) {
        Objects.requireNonNull(ends.get(family)).count(end);
    }

    void sent(RawFamily family, int moreBytes) {
        messages.count(family);
        bytes.add(family, moreBytes);
    }

    RawTraffic read() {
        Map<RawFamily, RawTraffic.OfFamily> families = new HashMap<>();
        ends.forEach((family, tally) -> {
            Map<String, Long> byReason = new HashMap<>();
            tally.all().forEach((end, count) -> byReason.put(end.text(), count));
            families.put(
                    family,
                    new RawTraffic.OfFamily(opened.of(family), byReason, messages.of(family), bytes.of(family)));
        });
        return new RawTraffic(families);
    }
}
