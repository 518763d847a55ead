/** Proves, over every way in there is, that nothing of one project comes to or from those who may see another only. */
@NullMarked
package dev.maestro.server.isolation;

import org.jspecify.annotations.NullMarked;
