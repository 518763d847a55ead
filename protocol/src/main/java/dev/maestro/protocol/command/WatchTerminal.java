package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a terminal's screen and stream: {@code {sessionId, since?, lossless?}}.
 *
 * @param since where the viewer's copy of the stream ends; null for a viewer that has none
 * @param lossless whether the owner is slowed for this viewer, so that it misses nothing while it goes on reading
 */
public record WatchTerminal(String sessionId, @Nullable Long since, boolean lossless) {}
