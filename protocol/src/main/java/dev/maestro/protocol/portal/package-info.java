/**
 * What the portal's clients are told: the catalogue of its 27 events, and the payload of each, in its words.
 *
 * <p>Names on the wire are in snake_case, dates are ISO text ({@link dev.maestro.protocol.portal.PortalTime}), durations
 * milliseconds; an optional field is left out when null. Documents within a payload are as they are everywhere.
 *
 * <p>Belongs here: what goes out on the portal's namespaces. Does not belong here: which event of the hub becomes which of
 * these, and what the portal's clients send.
 *
 * <p>Spec: docs/protocol/portal.md.
 */
@NullMarked
package dev.maestro.protocol.portal;

import org.jspecify.annotations.NullMarked;
