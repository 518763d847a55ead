/**
 * The documentation as a program: every fenced block of README and {@code docs} is run or checked, every link followed.
 *
 * <p>Here belongs what reads pages and does what they say; how a block is marked is in {@code docs/writing.md}. What a page says of a
 * catalogue (routes, settings, types) is held by the tests of that catalogue.
 */
@NullMarked
package dev.maestro.server.docs;

import org.jspecify.annotations.NullMarked;
