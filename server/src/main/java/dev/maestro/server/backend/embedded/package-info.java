/**
 * The backend that needs no service: documents, events and recovery sessions in one SQLite file, the feed within the
 * process.
 *
 * <p>A commit's way: {@code EmbeddedBackend} queues it, the thread {@code store-writer} ({@code StoreWriter}) takes all
 * that wait, applies each ({@code CommitGroup}) in one transaction, syncs once, hands the events to
 * the feed ({@code backend.feed}), and answers. Changes of recovery sessions ({@code EmbeddedRecoverySessions}) go the same way, in
 * the same transactions. Reads go over connections of their own ({@code ReadPool}), also those of
 * the feed for listeners that lag ({@code EmbeddedLog}).
 *
 * <p>Leases and the registry ({@code Holdings}) and the live channel ({@code EmbeddedLive}, thread {@code store-live}) are in
 * memory, and end with the process.
 *
 * <p>On disk, in the data folder: {@code hub.db} (SQLite; {@code Schema} says what is in it), {@code hub.db-wal} and
 * {@code hub.db-shm} (SQLite's log and its index, gone after a clean stop), {@code hub.lock} (locked while a hub runs;
 * holds its process id). To back up a running hub use SQLite's own means, such as {@code VACUUM INTO}; a copy of
 * {@code hub.db} alone misses what is in the log.
 *
 * <p>Belongs here: everything that knows SQL or the files. Does not belong here: what a document or an event means.
 */
@NullMarked
package dev.maestro.server.backend.embedded;

import org.jspecify.annotations.NullMarked;
