/**
 * The grammar of what programs and terminals say to each other, as far as the PTY proxy has to know it.
 *
 * <p>Belongs here: where sequences begin and end, which of them ask a terminal something, which are a terminal's answers.
 * Does not belong here: what a sequence does to a screen ({@code server.screen}), who is sent what. Depends on nothing of
 * ours.
 *
 * <p>The grammar is that of xterm: ECMA-48 in seven bits and, as code points U+0080 to U+009F, in eight; ESC ends any
 * string, BEL an OSC string, CAN and SUB whatever is open.
 */
@NullMarked
package dev.maestro.server.terminal.sequence;

import org.jspecify.annotations.NullMarked;
