package dev.maestro.server.metrics;

/** A part of the hub that can be read. Implementations are thread-safe, cost little and wait for nobody. */
@FunctionalInterface
public interface MeterSource {
    /** Tells how it stands. */
    void read(Readings into);
}
