package dev.maestro.server.namespace;

import dev.maestro.server.terminal.Terminals;

/**
 * What namespaces need for terminals.
 *
 * @param terminals those of this hub
 * @param starts is told of each terminal that is registered
 */
public record TerminalParts(Terminals terminals, TerminalStart starts) {}
