/**
 * What can be scraped: every meter's name, type, labels and meaning, and the text that Prometheus reads.
 *
 * <p>Belongs here: the catalogue, and how its readings are written out. Does not belong here: counting, which each part of the
 * hub does for itself, and who reads which part, which is the root's. Micrometer is known here alone.
 *
 * <p>Spec: docs/metrics.md, generated from the catalogue.
 */
@NullMarked
package dev.maestro.server.metrics;

import org.jspecify.annotations.NullMarked;
