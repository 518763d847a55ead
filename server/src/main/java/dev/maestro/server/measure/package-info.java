/**
 * How the hub and its machine are doing, measured while somebody watches.
 *
 * <p>Belongs here: what is measured, and when. Does not belong here: who watches, or how they are told. OSHI is known here
 * alone.
 *
 * <p>Spec: docs/operating.md, "Metrics".
 */
@NullMarked
package dev.maestro.server.measure;

import org.jspecify.annotations.NullMarked;
