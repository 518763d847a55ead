package dev.maestro.server.limit;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Makes gates of one kind: one for each socket, and one for each key where all that comes under it counts together.
 *
 * <p>Threads: thread-safe.
 */
public final class Gates {
    private static final Duration LEAST_KEPT = Duration.ofMinutes(1);

    private final GateRules rules;
    private final LongSupplier nanos;
    private final RecentMap<Gate> shared;
    private final LongAdder refusals = new LongAdder();

    /**
     * Begins with none.
     *
     * @param nanos the time, on the scale of {@link System#nanoTime}
     */
    public Gates(GateRules rules, LongSupplier nanos) {
        this(rules, nanos, RecentMap.USUAL_MOST);
    }

    Gates(GateRules rules, LongSupplier nanos, int most) {
        this.rules = rules;
        this.nanos = nanos;
        this.shared = new RecentMap<>(most, () -> kept(rules.rate().recovery()), nanos);
    }

    private static Duration kept(Duration recovery) {
        return recovery.compareTo(LEAST_KEPT) > 0 ? recovery : LEAST_KEPT;
    }

    /** Returns whether somebody may come in at all: allowed, or banned and for how long. */
    public Verdict check(String key) {
        return rules.bans().check(key);
    }

    /**
     * Returns a new gate, for one socket; whoever has it keeps it.
     *
     * @param key the principal's key, under which a ban holds
     * @param spared whether the key is never banned, as the local person's; the gate then shuts itself alone
     */
    public Gate open(String key, boolean spared) {
        return new Gate(rules, nanos, refusals, key, spared);
    }

    /**
     * Returns the one gate of a key, the same for all who ask within a minute of each other.
     *
     * <p>It is forgotten after a rest that recovers it. At most {@value RecentMap#USUAL_MOST} are kept: one more forgets
     * the one asked for longest ago, which then begins anew.
     *
     * @param spared as in {@link #open}; always the same for a key
     */
    public Gate shared(String key, boolean spared) {
        return shared.get(key, name -> new Gate(rules, nanos, refusals, name, spared));
    }

    /** Returns how much all of its gates have refused. */
    public long refused() {
        return refusals.sum();
    }

    /** Returns how many keys have a gate now. */
    int size() {
        return shared.size();
    }
}
