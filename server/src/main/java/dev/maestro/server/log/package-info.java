/**
 * The log whose level can be changed while the hub runs: slf4j-simple, by the classes it lets others extend.
 *
 * <p>Belongs here: how much is logged. Does not belong here: what is logged. slf4j-simple is known here alone.
 */
@NullMarked
package dev.maestro.server.log;

import org.jspecify.annotations.NullMarked;
