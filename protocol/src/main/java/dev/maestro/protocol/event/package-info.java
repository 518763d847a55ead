/**
 * The event catalogue: the name and scope of every domain event, the envelope, and room names.
 *
 * <p>Belongs here: what a domain event is called and where it may go. Does not belong here: the documents events
 * carry ({@code protocol.model}) and how they are routed ({@code server.broadcast}).
 */
@NullMarked
package dev.maestro.protocol.event;

import org.jspecify.annotations.NullMarked;
