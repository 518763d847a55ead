package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.namespace.event.ClientEvent;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.schema.Meanings;
import dev.maestro.server.schema.Schemas;
import java.util.LinkedHashMap;
import java.util.Map;

/** The messages of the document, each once. Threads: confined to whoever makes the document. */
final class Messages {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Meanings meanings;
    private final PayloadLimits limits;
    private final Schemas schemas;
    private final Map<String, Message> all = new LinkedHashMap<>();
    private final Map<ClientEvent<?>, Message> said = new LinkedHashMap<>();

    Messages(Meanings meanings, PayloadLimits limits) {
        this.meanings = meanings;
        this.limits = limits;
        this.schemas = new Schemas(meanings);
    }

    /** Returns what carries a record as it is. */
    Message bare(String family, String name, Class<?> type) {
        return message(family, name, schemas.of(type));
    }

    /** Returns news in its envelope: {@code {type, event, data, timestamp}}. */
    Message enveloped(String family, String name, Class<?> type) {
        ObjectNode envelope = NODES.objectNode().put("type", "object");
        ObjectNode properties = envelope.putObject("properties");
        properties.putObject("type").put("const", name);
        properties.putObject("event").put("const", name);
        properties.set("data", schemas.of(type));
        properties
                .putObject("timestamp")
                .put("type", "integer")
                .put("format", "int64")
                .put(
                        "description",
                        meanings.ofField(Meanings.ANYWHERE, "timestamp").orElseThrow());
        envelope.putArray("required").add("type").add("event").add("data").add("timestamp");
        return message(family, name, envelope);
    }

    /** Returns what carries a record's fields beside its own {@code type} and {@code event}. */
    Message flat(String family, String name, Class<?> type) {
        ObjectNode frame = schemas.inline(type);
        ObjectNode properties = frame.withObject("/properties");
        properties.putObject("type").put("const", name);
        properties.putObject("event").put("const", name);
        frame.withArray("required").add("type").add("event");
        return message(family, name, frame);
    }

    /** Returns a message of the Brain: {@code {type, data, timestamp}}, the time in ISO-8601. */
    Message ofBrain(String name, Class<?> data) {
        ObjectNode frame = NODES.objectNode().put("type", "object");
        ObjectNode properties = frame.putObject("properties");
        properties.putObject("type").put("const", name);
        properties.set("data", schemas.of(data));
        properties.putObject("timestamp").put("type", "string").put("format", "date-time");
        frame.putArray("required").add("type").add("data").add("timestamp");
        return message("brain", name, frame);
    }

    /** Returns a message that nothing else is known of than its schema. */
    Message of(String family, String name, JsonNode payload) {
        return message(family, name, payload);
    }

    /** Returns what a client says; {@code family} tells two of one name apart. */
    Message said(String family, ClientEvent<?> event) {
        Message known = said.get(event);
        if (known == null) {
            boolean taken = all.containsKey(key("said", event.name()));
            known = message(taken ? "said." + family : "said", event.name(), payload(event));
            said.put(event, known);
        }
        return known;
    }

    private JsonNode payload(ClientEvent<?> event) {
        JsonNode schema = event.payloadSchema(limits);
        if (schema instanceof BooleanNode) {
            return NODES.objectNode()
                    .put("description", schema.booleanValue() ? "Anything, or nothing." : "Nothing.")
                    .put("maxProperties", schema.booleanValue() ? Integer.MAX_VALUE : 0);
        }
        ObjectNode object = (ObjectNode) schema;
        String name = nameOf(event);
        if (object.has("anyOf")) {
            return object.put("description", event.needsPayload() ? "" : "Nothing means all.");
        }
        return schemas.add(name, object, null);
    }

    private String nameOf(ClientEvent<?> event) {
        StringBuilder name = new StringBuilder("Say");
        for (String word : event.name().split("[^a-zA-Z]", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        String plain = name.toString();
        return schemas.all().has(plain) ? plain + "Viewer" : plain;
    }

    /** Returns the ack of what a client says: that it was done, or why not. */
    Message ack(ClientEvent<?> event) {
        Class<?> type = Acks.of(event);
        String name = "ack of " + type.getSimpleName().replaceAll("Ack$", "");
        Message known = all.get(key("ack", type.getSimpleName()));
        if (known != null) {
            return known;
        }
        ObjectNode choice = NODES.objectNode();
        choice.putArray("oneOf").add(success(type)).add(failure());
        return put(new Message(
                key("ack", type.getSimpleName()),
                name,
                name,
                meanings.ofType(type.getSimpleName()).orElse("Whether it was done."),
                choice));
    }

    private ObjectNode success(Class<?> type) {
        return holding(schemas.of(type), true);
    }

    private ObjectNode failure() {
        return holding(schemas.of(Acks.AckRefusal.class), false);
    }

    private static ObjectNode holding(ObjectNode reference, boolean success) {
        ObjectNode both = NODES.objectNode();
        ObjectNode word = NODES.objectNode();
        word.putObject("properties").putObject("success").put("const", success);
        both.putArray("allOf").add(reference).add(word);
        return both;
    }

    private Message message(String family, String name, JsonNode payload) {
        String key = key(family, name);
        Message known = all.get(key);
        if (known != null) {
            return known;
        }
        String meaning = meanings.of("messages", family + " " + name)
                .or(() -> meanings.of("messages", name))
                .orElseThrow(() -> new IllegalStateException("what does " + family + " " + name + " mean?"));
        return put(new Message(key, name, name, meaning, payload));
    }

    private Message put(Message message) {
        all.put(message.key(), message);
        return message;
    }

    private static String key(String family, String name) {
        return family + "." + Message.keyOf(name);
    }

    /** Returns all of them, by their keys. */
    ObjectNode all() {
        ObjectNode nodes = NODES.objectNode();
        all.values().forEach(message -> {
            ObjectNode node = nodes.putObject(message.key());
            node.put("name", message.name()).put("title", message.title()).put("summary", message.meaning());
            node.set("payload", message.payload());
        });
        return nodes;
    }

    ObjectNode schemas() {
        return schemas.all();
    }
}
