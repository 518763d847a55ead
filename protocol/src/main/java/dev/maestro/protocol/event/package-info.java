/**
 * The event catalogue: the name and scope of every domain event, payloads that are no document, the envelope, rooms.
 *
 * <p>Belongs here: what an event is called and carries, and where it may go. Does not belong here: the documents events
 * carry ({@code protocol.model}) and how they are routed ({@code server.broadcast}).
 */
@NullMarked
package dev.maestro.protocol.event;

import org.jspecify.annotations.NullMarked;
