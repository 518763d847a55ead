package dev.maestro.server.command;

import java.io.PrintWriter;
import java.util.OptionalInt;

/**
 * Where a verb speaks.
 *
 * @param out what was asked for
 * @param errors what else there is to say
 * @param width columns of the terminal that {@code out} is; empty when it is none, and nothing is cut
 * @param colours whether {@code out} may have some
 */
public record Output(PrintWriter out, PrintWriter errors, OptionalInt width, boolean colours) {}
