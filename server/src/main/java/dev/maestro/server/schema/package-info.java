/**
 * What the hub says and takes as JSON Schema: of records and enums as they are written, of objects as they are read, each with a
 * sentence that says what it means.
 *
 * <p>Belongs here: schemas and meanings, for whatever describes the hub. Does not belong here: which routes ({@code .openapi}) and
 * which events ({@code .asyncapi}) there are.
 */
@NullMarked
package dev.maestro.server.schema;

import org.jspecify.annotations.NullMarked;
