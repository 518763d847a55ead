/**
 * A terminal's screen, kept by what a program writes: what a viewer has to be shown who was not there from the start.
 *
 * <p>Belongs here: the model of a VT terminal and its snapshot; what of others' text may be written on one. Does not belong
 * here: who runs and who watches a terminal ({@code server.terminal}), how its bytes travel. Depends on nothing of ours, so that the hub and the agent share it.
 */
@NullMarked
package dev.maestro.server.screen;

import org.jspecify.annotations.NullMarked;
