/**
 * How client events come in: declared with a payload, limited, looked through, read into a record, brought to their
 * handlers in order, and answered.
 *
 * <p>Nothing else listens to what clients emit, and a handler takes a record: so none can be reached by a payload that
 * was not checked. Belongs here: the catalogue of client events and what every one of them goes through. Does not belong
 * here: what an event does ({@code namespace}), and the records themselves, which are protocol
 * ({@code protocol.command}); their readers are here because the rules they use are the domain's.
 *
 * <p>Spec: docs/protocol/events.md, "What clients send".
 */
@NullMarked
package dev.maestro.server.namespace.event;

import org.jspecify.annotations.NullMarked;
