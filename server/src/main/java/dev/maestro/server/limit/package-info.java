/**
 * How much is too much: rates, bans, and how many connections somebody may have, by names given as text.
 *
 * <p>Belongs here: counting and the time it takes to be allowed again. Does not belong here: who somebody is, and what a
 * refusal looks like on a wire; every way in asks here and says it in its own words. Bucket4j is known here alone.
 *
 * <p>Spec: docs/protocol/limits.md.
 */
@NullMarked
package dev.maestro.server.limit;

import org.jspecify.annotations.NullMarked;
