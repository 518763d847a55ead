package dev.maestro.server.broadcast;

import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Position;
import dev.maestro.server.socketio.Socket;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where rendered events go; each keeps the order of the calls.
 *
 * @param sockets takes what goes to Socket.IO rooms, and how far the feed has come with it
 * @param visits takes what is to be done with each socket between what it is sent before and after
 * @param rawSockets takes what goes to plain WebSockets
 * @param resync makes the clients in some namespaces, or those of templates, read anew what they hold
 * @param resyncRawSockets makes the clients on plain WebSockets do so
 * @param resyncEverybody makes all do so
 */
public record Outlets(
        BiConsumer<List<Broadcast>, Position> sockets,
        Consumer<Consumer<Socket>> visits,
        Consumer<List<RawMessage>> rawSockets,
        Consumer<Set<String>> resync,
        Runnable resyncRawSockets,
        Runnable resyncEverybody) {}
