package dev.maestro.server;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.EngineStatus;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Who is connected to one node, as nodes tell each other; or to several together.
 *
 * <p>Nodes of other versions may say more: what is unknown is passed over.
 *
 * @param clients engine sessions
 * @param closes how many ended, by the text of the reason
 * @param drops how many messages were dropped, by class
 * @param namespaces those that are always there, by name
 * @param templates namespaces of templates, by template
 * @param rawSockets plain WebSockets of the first clients
 * @param brainSockets plain WebSockets of the Brain's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record NodeStatus(
        int clients,
        Map<String, Long> closes,
        Map<String, Long> drops,
        Map<String, Namespace> namespaces,
        Map<String, Template> templates,
        int rawSockets,
        int brainSockets) {
    /**
     * One namespace.
     *
     * @param rooms how many sockets are in each
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Namespace(int connected, Map<String, Integer> rooms) {
        private Namespace plus(Namespace other) {
            return new Namespace(connected + other.connected, merged(rooms, other.rooms, Integer::sum));
        }
    }

    /**
     * The namespaces of one template.
     *
     * @param namespaces how many there are; of several nodes, each counts those of its own
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Template(int namespaces, int connected) {
        private Template plus(Template other) {
            return new Template(namespaces + other.namespaces, connected + other.connected);
        }
    }

    /** Returns what an engine and the plain WebSockets beside it have. */
    static NodeStatus of(EngineStatus engine, RawSockets rawSockets) {
        return of(engine, rawSockets.count(RawFamily.MAESTRO), rawSockets.count(RawFamily.BRAIN));
    }

    /** Returns the same of so many plain WebSockets of the first clients and of the Brain's. */
    static NodeStatus of(EngineStatus engine, int rawSockets, int brainSockets) {
        Map<String, Long> closes = new TreeMap<>();
        engine.closes().forEach((reason, count) -> closes.put(reason.text(), count));
        Map<String, Long> drops = new TreeMap<>();
        engine.drops().forEach((kind, count) -> drops.put(kind.name().toLowerCase(Locale.ROOT), count));
        Map<String, Namespace> namespaces = new HashMap<>();
        engine.namespaces()
                .forEach((name, namespace) ->
                        namespaces.put(name, new Namespace(namespace.sockets(), told(namespace.rooms()))));
        Map<String, Template> templates = new HashMap<>();
        engine.templates()
                .forEach((name, template) ->
                        templates.put(name, new Template(template.namespaces(), template.sockets())));
        return new NodeStatus(engine.engineSessions(), closes, drops, namespaces, templates, rawSockets, brainSockets);
    }

    // Nobody is shown those, and there may be one for each user.
    private static Map<String, Integer> told(Map<String, Integer> rooms) {
        Map<String, Integer> told = new HashMap<>(rooms);
        told.keySet().removeIf(Room::ofHub);
        return told;
    }

    /** Reads what another node told; throws {@link IllegalStateException} if it cannot be understood. */
    static NodeStatus read(byte[] told) {
        return JsonBytes.ofUtf8(told).as(NodeStatus.class);
    }

    JsonBytes json() {
        return JsonBytes.of(this);
    }

    /** Returns both together. */
    NodeStatus plus(NodeStatus other) {
        return new NodeStatus(
                clients + other.clients,
                merged(closes, other.closes, Long::sum),
                merged(drops, other.drops, Long::sum),
                merged(namespaces, other.namespaces, Namespace::plus),
                merged(templates, other.templates, Template::plus),
                rawSockets + other.rawSockets,
                brainSockets + other.brainSockets);
    }

    private static <T> Map<String, T> merged(Map<String, T> one, Map<String, T> other, BinaryOperator<T> sum) {
        Map<String, T> all = new TreeMap<>(one);
        other.forEach((name, value) -> all.merge(name, value, sum));
        return all;
    }
}
