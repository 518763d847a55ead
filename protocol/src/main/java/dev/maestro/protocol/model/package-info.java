/**
 * The documents clients see, field by field and in the order they are written; nulls are written too.
 *
 * <p>Belongs here: records and the words their fields may hold. Does not belong here: the rules by which a document
 * changes ({@code server.domain}) and how it is stored.
 *
 * <p>All times are epoch milliseconds. Records are immutable and copy what they are given. Spec: docs/protocol/rest.md.
 */
@NullMarked
package dev.maestro.protocol.model;

import org.jspecify.annotations.NullMarked;
