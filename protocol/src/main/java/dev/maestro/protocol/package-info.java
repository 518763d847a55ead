/**
 * What is on the wire: records, enums and pure codecs.
 *
 * <p>Belongs here: anything a client can see the shape of. Does not belong here: I/O, threads, the clock, Netty,
 * Javalin, Jedis, or anything that knows how the hub does its work.
 */
@NullMarked
package dev.maestro.protocol;

import org.jspecify.annotations.NullMarked;
