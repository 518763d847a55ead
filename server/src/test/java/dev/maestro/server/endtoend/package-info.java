/** Tests of the whole hub: the jar a person runs, in a process of its own, with the clients people use. */
@NullMarked
package dev.maestro.server.endtoend;

import org.jspecify.annotations.NullMarked;
