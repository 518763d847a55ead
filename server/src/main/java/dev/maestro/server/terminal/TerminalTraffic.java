package dev.maestro.server.terminal;

/**
 * What went through the terminals of a node since its start.
 *
 * @param writtenBytes how much PTYs wrote, as UTF-8
 * @param sentBytes how much of it viewers were sent, to each its own; screens do not count
 * @param typedBytes how much was typed into PTYs
 * @param resyncs how often a viewer that lagged was sent the screen instead of what it missed
 */
public record TerminalTraffic(long writtenBytes, long sentBytes, long typedBytes, long resyncs) {}
