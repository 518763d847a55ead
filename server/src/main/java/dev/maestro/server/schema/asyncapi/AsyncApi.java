package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.schema.Meanings;
import dev.maestro.server.schema.Release;
import java.util.List;

/** Writes the AsyncAPI 3 document: channels are namespaces and paths, operations what is said there either way. */
public final class AsyncApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AsyncApi() {}

    /**
     * Returns the document.
     *
     * @param limits those of the hub that is described
     */
    public static JsonBytes of(PayloadLimits limits) {
        return JsonBytes.of(document(limits));
    }

    private static ObjectNode document(PayloadLimits limits) {
        Meanings meanings = Meanings.all();
        Messages messages = new Messages(meanings, limits);
        List<Channel> channels = new Channels(meanings, messages).all();
        ObjectNode document = NODES.objectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", Release.TITLE)
                .put("version", Release.VERSION)
                .put("description", meanings.of("texts", "asyncapi").orElseThrow());
        document.put("defaultContentType", "application/json");
        ObjectNode servers = document.putObject("servers");
        server(servers, Channels.SOCKET_IO, "socketio", "/socket.io/", meanings, "connect");
        server(servers, Channels.WEB_SOCKET, "ws", "/", meanings, "token", "tokenInQuery");
        ObjectNode channelNodes = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        for (Channel channel : channels) {
            channelNodes.set(channel.key(), channel.node());
            channel.operations().forEach(operations::set);
        }
        ObjectNode components = document.putObject("components");
        components.set("schemas", messages.schemas());
        components.set("messages", messages.all());
        components.set("securitySchemes", security(meanings));
        return document;
    }

    private static void server(
            ObjectNode servers, String key, String protocol, String path, Meanings meanings, String... schemes) {
        ObjectNode server = servers.putObject(key);
        server.put("host", "{host}").put("protocol", protocol).put("pathname", path);
        server.put("description", meanings.of("servers", key).orElseThrow());
        server.putObject("variables")
                .putObject("host")
                .put("default", "localhost:3000")
                .put("description", "Where the hub is.");
        for (String scheme : schemes) {
            server.withArray("/security").addObject().put("$ref", "#/components/securitySchemes/" + scheme);
        }
    }

    private static ObjectNode security(Meanings meanings) {
        ObjectNode schemes = NODES.objectNode();
        String meaning = meanings.of("texts", "token").orElseThrow();
        schemes.putObject("connect")
                .put("type", "apiKey")
                .put("in", "password")
                .put("description", meaning + " On Socket.IO it is `token` of the payload of CONNECT.");
        schemes.putObject("token").put("type", "http").put("scheme", "bearer").put("description", meaning);
        schemes.putObject("tokenInQuery")
                .put("type", "httpApiKey")
                .put("in", "query")
                .put("name", "token")
                .put("description", meaning);
        return schemes;
    }
}
