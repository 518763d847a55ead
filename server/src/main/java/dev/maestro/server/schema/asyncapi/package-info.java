/**
 * What goes over sockets as AsyncAPI 3 describes it.
 *
 * <p>Belongs here: the document, and what of it no other catalogue says: the payload of each event, the acks, the answers and
 * notices that are no news. Does not belong here: which events there are ({@code protocol.event}, {@code protocol.portal}) and
 * what clients may say ({@code server.namespace.event}).
 */
@NullMarked
package dev.maestro.server.schema.asyncapi;

import org.jspecify.annotations.NullMarked;
