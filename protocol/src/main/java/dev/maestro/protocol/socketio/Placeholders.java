package dev.maestro.protocol.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The objects {@code {"_placeholder":true,"num":n}} that stand for attachments in a packet's JSON.
 *
 * <p>Recursion is as deep as the tree, which {@code Json} bounds.
 */
final class Placeholders {
    private static final String MARK = "_placeholder";
    private static final String NUM = "num";

    private Placeholders() {}

    /** Throws {@link PacketFormatException} if a placeholder points at none of {@code count} attachments. */
    static void check(JsonNode node, int count) {
        if (isPlaceholder(node)) {
            JsonNode num = node.path(NUM);
            if (!num.isInt() || num.intValue() < 0 || num.intValue() >= count) {
                throw new PacketFormatException("illegal attachments");
            }
            return;
        }
        for (JsonNode child : node) {
            check(child, count);
        }
    }

    /** Returns the checked tree with attachments for placeholders; the tree given is changed. */
    static JsonNode fill(JsonNode node, List<byte[]> attachments) {
        return replace(
                node,
                n -> isPlaceholder(n)
                        ? BinaryNode.valueOf(attachments.get(n.path(NUM).intValue()))
                        : n);
    }

    /** Returns whether binary is anywhere in the tree. */
    static boolean hasBinary(JsonNode node) {
        if (node.isBinary()) {
            return true;
        }
        for (JsonNode child : node) {
            if (hasBinary(child)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a copy of the tree with placeholders for binary, which is added to {@code attachments}. */
    static JsonNode extract(JsonNode node, List<byte[]> attachments) {
        return replace(node.deepCopy(), n -> {
            if (!n.isBinary()) {
                return n;
            }
            attachments.add(bytes(n));
            return JsonNodeFactory.instance.objectNode().put(MARK, true).put(NUM, attachments.size() - 1);
        });
    }

    private static boolean isPlaceholder(JsonNode node) {
        return node.isObject() && node.path(MARK).isBoolean() && node.path(MARK).booleanValue();
    }

    private static JsonNode replace(JsonNode node, UnaryOperator<JsonNode> change) {
        JsonNode changed = change.apply(node);
        if (changed != node) {
            return changed;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replace(array.get(i), change));
            }
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                property.setValue(replace(property.getValue(), change));
            }
        }
        return node;
    }

    private static byte[] bytes(JsonNode binary) {
        try {
            return binary.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
