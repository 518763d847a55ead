/** Tests of the packaged hub: the jar a person runs, in a process of its own, with the clients people use. */
@NullMarked
package dev.maestro.server.packaged;

import org.jspecify.annotations.NullMarked;
