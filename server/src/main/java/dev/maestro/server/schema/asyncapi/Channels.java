package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvent;
import dev.maestro.server.schema.Meanings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where something is said and heard, and what. Threads: confined to whoever makes the document. */
final class Channels {
    static final String SOCKET_IO = "socketio";
    static final String WEB_SOCKET = "websocket";

    private static final String NEWS = "news";
    private static final String RAW = "raw";
    private static final String PORTAL = "portal";

    private static final List<String> NATIVE = List.of("/ui", "/mobile", "/cli", "/terminal");

    /** What concerns no session, ever, and so never reaches an agent. */
    private static final Set<EventName> PAST_AGENTS = EnumSet.of(
            EventName.PROJECT_CREATED,
            EventName.TEAM_MEMBER_CREATED,
            EventName.TEAM_MEMBER_UPDATED,
            EventName.TEAM_MEMBER_ARCHIVED,
            EventName.TEAM_MEMBER_DELETED);

    private final Meanings meanings;
    private final Messages messages;

    Channels(Meanings meanings, Messages messages) {
        this.meanings = meanings;
        this.messages = messages;
    }

    List<Channel> all() {
        List<Channel> channels = new ArrayList<>();
        for (String namespace : NATIVE) {
            channels.add(nativeOne(namespace));
        }
        for (PortalSpace space : PortalSpace.values()) {
            channels.add(ofPortal(space));
        }
        if (channels.size() != ClientCatalogue.NAMESPACES.size()) {
            throw new IllegalStateException("the namespaces are " + ClientCatalogue.NAMESPACES.keySet());
        }
        channels.add(raw());
        channels.add(brain());
        return channels;
    }

    private Channel channel(String address, String server) {
        String meaning = meanings.of("channels", address)
                .orElseThrow(() -> new IllegalStateException("what is " + address + "?"));
        String key = address.equals("/") ? "root" : Message.keyOf(address).replace(".name", "");
        return new Channel(key, address, server, meaning);
    }

    private Channel nativeOne(String namespace) {
        Channel channel = channel(namespace, SOCKET_IO);
        said(channel, namespace);
        boolean ofViewers = namespace.equals("/terminal");
        for (EventName event : EventName.values()) {
            boolean heard = !ofViewers && !(namespace.equals("/cli") && PAST_AGENTS.contains(event));
            EventPayloads.data(event)
                    .filter(data -> heard)
                    .ifPresent(data -> channel.sends(messages.enveloped(NEWS, event.wire(), data), null));
        }
        sends(channel, "answer", Notices.ANSWERS);
        if (ofViewers) {
            sends(channel, "viewer", Notices.VIEWER);
        } else if (!namespace.equals("/mobile")) {
            sends(channel, "owner", Notices.OWNER);
        }
        sends(channel, "notice", Notices.EVERYWHERE);
        return channel;
    }

    private Channel ofPortal(PortalSpace space) {
        Channel channel = channel(space.text(), SOCKET_IO);
        said(channel, space.text());
        for (PortalEvent event : PortalEvent.values()) {
            if (event.spaces().contains(space)) {
                channel.sends(messages.bare(PORTAL, event.wire(), EventPayloads.payload(event)), null);
            }
        }
        if (space == PortalSpace.CHAT) {
            channel.sends(
                    messages.bare(PORTAL, "command", Notices.Command.class),
                    messages.bare(PORTAL, "answer to command", Notices.CommandAnswer.class));
        }
        sends(channel, "notice", Notices.EVERYWHERE);
        return channel;
    }

    private Channel raw() {
        Channel channel = channel("/", WEB_SOCKET);
        for (String said : List.of("subscribe", "unsubscribe", "auth:refresh", "ping")) {
            channel.receives(messages.of("say", said, frame(said)), null);
        }
        for (EventName event : EventName.values()) {
            EventPayloads.data(event)
                    .ifPresent(data -> channel.sends(messages.enveloped(NEWS, event.rawWire(), data), null));
        }
        Notices.RAW.forEach((name, type) -> channel.sends(messages.flat(RAW, name, type), null));
        Notices.OF_RAW_CONNECTION.forEach((name, type) -> channel.sends(messages.enveloped(RAW, name, type), null));
        return channel;
    }

    private Channel brain() {
        Channel channel = channel("/ws", WEB_SOCKET);
        channel.receives(
                messages.of("brain", "anything", JsonNodeFactory.instance.objectNode()),
                messages.ofBrain("echo", Object.class));
        Notices.BRAIN.forEach((name, type) -> channel.sends(messages.ofBrain(name, type), null));
        return channel;
    }

    private static ObjectNode frame(String type) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = frame.putObject("properties");
        properties.putObject("type").put("const", type);
        frame.putArray("required").add("type");
        switch (type) {
            case "subscribe" ->
                properties
                        .putObject("sessionIds")
                        .put("type", "array")
                        .put("maxItems", 1000)
                        .putObject("items");
            case "auth:refresh" -> properties.putObject("token").put("type", "string");
            case "ping" -> properties.putObject("data");
            default -> {}
        }
        return frame;
    }

    private void said(Channel channel, String namespace) {
        for (ClientEvent<?> event : ClientCatalogue.NAMESPACES.getOrDefault(namespace, List.of())) {
            channel.receives(messages.said(channel.key(), event), messages.ack(event));
        }
    }

    private void sends(Channel channel, String family, Map<String, Class<?>> events) {
        events.forEach((name, type) -> channel.sends(messages.bare(family, name, type), null));
    }
}
