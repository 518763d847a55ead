package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A namespace, or a path of a plain WebSocket, with what goes over it. Threads: confined to whoever makes the document. */
final class Channel {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String key;
    private final String address;
    private final ObjectNode node = NODES.objectNode();
    private final Map<String, ObjectNode> operations = new LinkedHashMap<>();

    /**
     * Makes a channel that nothing goes over.
     *
     * @param server the key of the server it is at
     */
    Channel(String key, String address, String server, String meaning) {
        this.key = key;
        this.address = address;
        node.put("address", address).put("title", address).put("description", meaning);
        node.putArray("servers").addObject().put("$ref", "#/servers/" + server);
        Matcher found = PARAMETER.matcher(address);
        while (found.find()) {
            node.withObject("/parameters")
                    .putObject(found.group(1))
                    .put("description", "The id or the name of a project.");
        }
        node.putObject("messages");
    }

    String key() {
        return key;
    }

    String address() {
        return address;
    }

    ObjectNode node() {
        return node;
    }

    Map<String, ObjectNode> operations() {
        return operations;
    }

    /** Adds what the hub is sent. */
    void receives(Message message, @Nullable Message answer) {
        ObjectNode operation = operation("receive", message);
        if (answer != null) {
            operation.set("reply", reply(answer));
        }
    }

    /** Adds what the hub sends. */
    void sends(Message message, @Nullable Message answer) {
        ObjectNode operation = operation("send", message);
        if (answer != null) {
            operation.set("reply", reply(answer));
        }
    }

    private ObjectNode operation(String action, Message message) {
        ObjectNode operation = NODES.objectNode().put("action", action);
        operation.put("title", message.name()).put("summary", message.meaning());
        operation.putObject("channel").put("$ref", "#/channels/" + key);
        operation.putArray("messages").addObject().put("$ref", carried(message));
        operations.put(key + "." + action + "." + Message.keyOf(message.name()), operation);
        return operation;
    }

    private ObjectNode reply(Message answer) {
        ObjectNode reply = NODES.objectNode();
        reply.putObject("channel").put("$ref", "#/channels/" + key);
        reply.putArray("messages").addObject().put("$ref", carried(answer));
        return reply;
    }

    private String carried(Message message) {
        node.withObject("/messages").putObject(message.key()).put("$ref", message.ref());
        return "#/channels/" + key + "/messages/" + message.key();
    }
}
