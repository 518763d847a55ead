package dev.maestro.server.terminal;

import org.jspecify.annotations.Nullable;

/**
 * Who types into a terminal, as one viewer is told. Spec: docs/protocol/terminal.md, "Size".
 *
 * @param controller the name of who typed last, still watches and may write; null for nobody
 * @param mine whether that is this viewer
 */
record Control(@Nullable String controller, boolean mine) {
    static final Control NOBODY = new Control(null, false);
}
