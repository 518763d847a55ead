/**
 * Who did what, and who was not let in: kept for a while, and told to those who run the hub.
 *
 * <p>Belongs here: how entries are kept, listed and forgotten. Does not belong here: what is worth an entry; whoever sees it
 * happen says so.
 *
 * <p>Spec: docs/operating.md, "Audit".
 */
@NullMarked
package dev.maestro.server.domain.audit;

import org.jspecify.annotations.NullMarked;
