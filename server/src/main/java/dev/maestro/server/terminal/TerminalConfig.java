package dev.maestro.server.terminal;

import java.time.Duration;

/**
 * What is kept of terminals.
 *
 * @param ringBytes how much of the latest output of each is kept, in bytes
 * @param grace how long one waits for its owner
 * @param snapshots whether viewers are given screens
 * @param historyLines how many lines above the screen such a screen has
 * @param maxTerminals how many there may be
 * @param unaskedBytesPerSecond how much output a second an owner may send that does not wait for the hub's word
 */
public record TerminalConfig(
        int ringBytes,
        Duration grace,
        boolean snapshots,
        int historyLines,
        int maxTerminals,
        long unaskedBytesPerSecond) {}
