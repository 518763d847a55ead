package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.BroadcastAckCallback;
import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.protocol.Packet;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Engine;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends to a union of rooms; with no rooms, to the whole namespace.
 *
 * <p>What goes to all is encoded once; what leaves somebody out, or holds binary, is encoded for each client.
 *
 * @param rooms empty for the whole namespace
 */
record RoomBroadcast(Engine engine, HubNamespace namespace, Set<String> rooms) implements BroadcastOperations {
    @Override
    public Collection<SocketIOClient> getClients() {
        return namespace.getAllClients().stream()
                .filter(client -> rooms.isEmpty() || !Collections.disjoint(rooms, client.getAllRooms()))
                .toList();
    }

    @Override
    public void sendEvent(String name, Object... data) {
        List<Object> args = Arrays.asList(data);
        Arguments.send(args, encoded -> broadcast(name, encoded), trees -> sendToEach(name, client -> false, data));
    }

    @Override
    public void sendEvent(String name, SocketIOClient excluded, Object... data) {
        sendToEach(name, excluded::equals, data);
    }

    @Override
    public void sendEvent(String name, Predicate<SocketIOClient> excluded, Object... data) {
        sendToEach(name, excluded, data);
    }

    @Override
    public void send(Packet packet) {
        getClients().forEach(client -> client.send(packet));
    }

    @Override
    public void disconnect() {
        getClients().forEach(SocketIOClient::disconnect);
    }

    @Override
    public <T> void send(Packet packet, BroadcastAckCallback<T> callback) {
        throw noBroadcastAcks();
    }

    @Override
    public <T> void sendEvent(String name, Object data, BroadcastAckCallback<T> callback) {
        throw noBroadcastAcks();
    }

    @Override
    public <T> void sendEvent(String name, Object data, SocketIOClient excluded, BroadcastAckCallback<T> callback) {
        throw noBroadcastAcks();
    }

    @Override
    public <T> void sendEvent(
            String name, Object data, Predicate<SocketIOClient> excluded, BroadcastAckCallback<T> callback) {
        throw noBroadcastAcks();
    }

    private Boolean broadcast(String name, List<JsonBytes> args) {
        engine.broadcast(List.of(new Broadcast(namespace.getName(), rooms, name, args, Broadcast.NOT_OF_THE_FEED)));
        return true;
    }

    private Boolean sendToEach(String name, Predicate<SocketIOClient> excluded, Object... data) {
        getClients().stream().filter(excluded.negate()).forEach(client -> client.sendEvent(name, data));
        return true;
    }

    private static UnsupportedOperationException noBroadcastAcks() {
        return new UnsupportedOperationException(
                "the library keeps the parts of a broadcast ack to itself; ask each client instead");
    }
}
