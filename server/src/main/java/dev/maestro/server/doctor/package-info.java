/**
 * Looks whether a hub with some settings can start and will be well, and says what to mend.
 *
 * <p>Belongs here: each thing that is looked at, and how it is told. Does not belong here: how settings are read ({@code
 * config}), how a store or a Redis is come to ({@code backend.embedded}, {@code backend.redis}). Nothing is changed by
 * looking.
 *
 * <p>Spec: docs/cli.md, "doctor".
 */
@NullMarked
package dev.maestro.server.doctor;

import org.jspecify.annotations.NullMarked;
