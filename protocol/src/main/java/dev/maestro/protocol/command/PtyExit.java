package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * A PTY's command has ended: {@code {ptyId, exitCode?}}.
 *
 * @param exitCode null where the owner does not know
 */
public record PtyExit(String ptyId, @Nullable Integer exitCode) {}
