package dev.maestro.server.metrics;

import java.util.Locale;

/** The types of meters, as Prometheus knows them. */
public enum MeterKind {
    /** As it stands now; goes up and down. */
    GAUGE,
    /** Since the start of the process; only grows. */
    COUNTER,
    /** How many were how large since the start, below each of some bounds, and their sum. */
    HISTOGRAM;

    /** Returns the word of the exposition format. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
