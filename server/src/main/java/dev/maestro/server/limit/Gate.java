package dev.maestro.server.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Asked before each thing somebody does: one a socket, or one a principal.
 *
 * <p>A refusal tells when the next would be allowed. Who comes again before that <em>ignores</em> it. Who ignores
 * refusals for {@code banAfter}, without {@value #CALM_SECONDS} s in which none was ignored, is banned. So nobody is
 * banned who waits as told, or who is only a little over: at an even speed, up to twice the rate is cut down to it and
 * no more.
 *
 * <p>A ban shuts out the key, wherever it comes in. A gate that spares its key shuts itself alone, for as long.
 *
 * <p>Threads: thread-safe. Memory: about 300 bytes. Spec: docs/protocol/limits.md.
 */
public final class Gate {
    private static final int CALM_SECONDS = 2;
    private static final long CALM_NANOS = Duration.ofSeconds(CALM_SECONDS).toNanos();

    private final GateRules rules;
    private final LongSupplier nanos;
    private final LongAdder refusals;
    private final String key;
    private final boolean spared;

    /** What it is held to, and how it stands with that. */
    @GuardedBy("this")
    private Rate rate;

    @GuardedBy("this")
    private Pace pace;

    /** Whether somebody was told to wait, until when, and was found to ignore it, from when on and when last. */
    @GuardedBy("this")
    private boolean told;

    @GuardedBy("this")
    private long waitEnds;

    @GuardedBy("this")
    private boolean ignoring;

    @GuardedBy("this")
    private long ignoringSince;

    @GuardedBy("this")
    private long lastIgnored;

    /** Whether it shut itself, and until when. */
    @GuardedBy("this")
    private boolean shut;

    @GuardedBy("this")
    private long shutUntil;

    /**
     * Makes one that has let nothing through.
     *
     * @param refusals counts what is refused
     */
    Gate(GateRules rules, LongSupplier nanos, LongAdder refusals, String key, boolean spared) {
        this.rules = rules;
        this.refusals = refusals;
        this.nanos = nanos;
        this.key = key;
        this.spared = spared;
        this.rate = rules.rate();
        this.pace = new Pace(rate, nanos);
    }

    /** Decides about one more, which counts only when it is allowed. Never blocks for long. */
    public Verdict admit() {
        Verdict verdict = decide();
        if (!verdict.isAllowed()) {
            refusals.increment();
        }
        return verdict;
    }

    private Verdict decide() {
        long banned = spared ? 0 : rules.bans().remainingNanos(key);
        if (banned > 0) {
            return Verdict.banned(banned);
        }
        synchronized (this) {
            long now = nanos.getAsLong();
            if (shut && shutUntil - now > 0) {
                return Verdict.banned(shutUntil - now);
            }
            shut = false;
            keepToTheRules();
            long wait = pace.take();
            return wait == 0 ? Verdict.allowed() : refuse(now, wait);
        }
    }

    /** Begins anew with full buckets when the rate has been changed. */
    @GuardedBy("this")
    private void keepToTheRules() {
        Rate now = rules.rate();
        if (now != rate) {
            rate = now;
            pace = new Pace(now, nanos);
        }
    }

    @GuardedBy("this")
    private Verdict refuse(long now, long wait) {
        if (told && waitEnds - now > 0) {
            if (!ignoring || now - lastIgnored > CALM_NANOS) {
                ignoring = true;
                ignoringSince = now;
            }
            lastIgnored = now;
            if (now - ignoringSince >= rules.banAfter().toNanos()) {
                return ban(now);
            }
        }
        told = true;
        waitEnds = now + wait;
        return Verdict.refused(wait);
    }

    @GuardedBy("this")
    private Verdict ban(long now) {
        told = false;
        ignoring = false;
        Bans bans = rules.bans();
        if (spared) {
            shut = true;
            shutUntil = now + bans.length().toNanos();
        } else {
            bans.ban(key);
        }
        return Verdict.banned(bans.length().toNanos());
    }
}
