package dev.maestro.server.socketio.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a namespace sends: records, maps, trees, {@code byte[]}, or {@link JsonBytes} that were encoded before. */
final class Arguments {
    private Arguments() {}

    /**
     * Hands the arguments on encoded, if they can go as text, else as trees.
     *
     * @throws IllegalArgumentException if one cannot be written as JSON
     */
    static <T> T send(
            List<? extends @Nullable Object> args,
            Function<List<JsonBytes>, T> encoded,
            Function<List<JsonNode>, T> trees) {
        if (args.stream().allMatch(JsonBytes.class::isInstance)) {
            return encoded.apply(args.stream().map(JsonBytes.class::cast).toList());
        }
        List<JsonNode> nodes = trees(args);
        return SocketPacketEncoder.hasBinary(nodes)
                ? trees.apply(nodes)
                : encoded.apply(nodes.stream().map(JsonBytes::of).toList());
    }

    /** Returns the arguments as trees, with binary nodes for {@code byte[]}. */
    static List<JsonNode> trees(List<? extends @Nullable Object> args) {
        List<JsonNode> nodes = new ArrayList<>(args.size());
        for (Object arg : args) {
            nodes.add(tree(arg));
        }
        return nodes;
    }

    static JsonNode tree(@Nullable Object arg) {
        if (arg == null) {
            return NullNode.instance;
        }
        if (arg instanceof JsonNode node) {
            return node;
        }
        return arg instanceof JsonBytes bytes ? bytes.tree() : Json.mapper().valueToTree(arg);
    }
}
