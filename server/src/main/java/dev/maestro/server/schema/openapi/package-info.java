/**
 * The routes as OpenAPI 3.1 describes them.
 *
 * <p>Belongs here: what there is to say of an operation, and the document that is made of all of them. Does not belong here: the
 * operations themselves, each of which stands where its route does ({@code server.rest}).
 */
@NullMarked
package dev.maestro.server.schema.openapi;

import org.jspecify.annotations.NullMarked;
