/**
 * The load generator, and the judge of what it hears: {@code bench fanout|latency|connect|terminal}.
 *
 * <p>Belongs here: what is asked of a server, at which times, what has to come of it, figures and verdicts. Does not belong
 * here: how sockets and requests travel ({@code bench.client}), flags and exit codes (the root), and anything of the hub's
 * own engine: whoever measures it is a client like any other.
 *
 * <p>Spec: docs/bench.md.
 */
@NullMarked
package dev.maestro.server.bench;

import org.jspecify.annotations.NullMarked;
