/**
 * JSON as the hub reads and writes it: one strict mapper, and JSON text that is encoded once and carried as bytes.
 *
 * <p>Belongs here: how text becomes records and back. Does not belong here: any one record.
 */
@NullMarked
package dev.maestro.protocol.json;

import org.jspecify.annotations.NullMarked;
