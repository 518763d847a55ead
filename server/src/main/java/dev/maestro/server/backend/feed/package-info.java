/**
 * The feed within this process, the same whatever the store: one thread that takes every listener on from its own place, out
 * of the newest events in memory or, for one that lags, out of the log.
 *
 * <p>Belongs here: listeners and their places, the tail in memory, gaps, and what becomes of listeners when a log begins
 * another epoch. Does not belong here: how a store keeps its log ({@code StoredLog} is what it brings), or what an event
 * means.
 */
@NullMarked
package dev.maestro.server.backend.feed;

import org.jspecify.annotations.NullMarked;
