package dev.maestro.server.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Measures what gates cost; run by hand: {@code java -Xmx1g -cp … dev.maestro.server.limit.GateCost}. */
public final class GateCost {
    private static final int GATES = 200_000;
    private static final int ROUNDS = 20_000_000;

    private GateCost() {}

    /** Prints bytes a gate and nanoseconds a question. */
    public static void main(String[] arguments) {
        Bans bans = new Bans(Duration.ofMinutes(5), System::nanoTime);
        Duration after = Duration.ofSeconds(10);
        Gates natives = new Gates(new GateRules(Rate.perSecond(100, 200), after, bans), System::nanoTime);
        Rate portalRate = Rate.perSecond(10, 10).and(Rate.of(100, Duration.ofMinutes(1), 100));
        Gates portal = new Gates(new GateRules(portalRate, after, bans), System::nanoTime);
        System.out.println("bytes a native gate: " + bytesEach(() -> natives.open("user:ann", false)));
        System.out.println("bytes a portal gate: " + bytesEach(() -> portal.open("user:ann", false)));
        long before = usedBytes();
        for (int i = 0; i < 1_000_000; i++) {
            Gate unused = natives.shared("user:" + i, false);
        }
        System.out.println("bytes held after a flood of 1000000 keys: " + (usedBytes() - before) + " for "
                + natives.size() + " keys");
        Gates wide = new Gates(new GateRules(Rate.perSecond(900_000_000, 900_000_000), after, bans), System::nanoTime);
        for (int i = 0; i < 3; i++) {
            System.out.println("ns a question allowed: " + nanosEach(wide.open("user:ann", false)));
            System.out.println("ns a question refused: " + nanosEach(natives.open("user:ann", true)));
        }
    }

    private static long bytesEach(Supplier<Gate> make) {
        List<Gate> kept = new ArrayList<>(GATES);
        long before = usedBytes();
        for (int i = 0; i < GATES; i++) {
            kept.add(make.get());
        }
        long each = (usedBytes() - before) / GATES;
        return kept.isEmpty() ? 0 : each;
    }

    private static long nanosEach(Gate gate) {
        long allowed = 0;
        long from = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            allowed += gate.admit().isAllowed() ? 1 : 0;
        }
        long each = (System.nanoTime() - from) / ROUNDS;
        return allowed < 0 ? 0 : each;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
