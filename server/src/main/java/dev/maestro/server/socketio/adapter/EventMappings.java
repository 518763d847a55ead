package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.protocol.AckArgs;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes the listeners of one namespace want their arguments in.
 *
 * <p>The library tells its JSON support so; the rest of that interface belongs to the library's wire layer.
 *
 * <p>Threads: thread-safe.
 */
final class EventMappings implements JsonSupport {
    private final Map<String, Class<?>[]> classes = new ConcurrentHashMap<>();

    @Override
    public void addEventMapping(String namespace, String event, Class<?>... wanted) {
        classes.put(event, wanted.clone());
    }

    @Override
    public void removeEventMapping(String namespace, String event) {
        classes.remove(event);
    }

    /** Returns whether anybody listens to the event. */
    boolean known(String event) {
        return classes.containsKey(event);
    }

    /**
     * Returns the arguments as the event's listeners want them; those without a class stay trees.
     *
     * @throws HubException if one does not fit, saying where
     */
    List<@Nullable Object> map(String event, List<JsonNode> args) {
        Class<?>[] wanted = classes.getOrDefault(event, new Class<?>[0]);
        List<@Nullable Object> mapped = new ArrayList<>(args.size());
        for (int i = 0; i < args.size(); i++) {
            mapped.add(i < wanted.length ? convert(args.get(i), wanted[i]) : args.get(i));
        }
        return mapped;
    }

    /**
     * Reads a tree as a class.
     *
     * @throws HubException if it does not fit, saying where
     */
    static <T> @Nullable T convert(JsonNode node, Class<T> wanted) {
        if (wanted == Void.class) {
            return null;
        }
        if (wanted.isInstance(node)) {
            return wanted.cast(node);
        }
        try {
            return Json.mapper().treeToValue(node, wanted);
        } catch (JsonMappingException e) {
            throw HubException.invalid(path(e), rule(e));
        } catch (IOException e) {
            throw HubException.invalid("", "the payload cannot be read");
        }
    }

    @Override
    public AckArgs readAckArgs(ByteBufInputStream source, AckCallback<?> callback) {
        throw notOurs();
    }

    @Override
    public <T> T readValue(String namespace, ByteBufInputStream source, Class<T> type) {
        throw notOurs();
    }

    @Override
    public void writeValue(ByteBufOutputStream out, Object value) {
        throw notOurs();
    }

    @Override
    public List<byte[]> getArrays() {
        throw notOurs();
    }

    private static UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException("the engine encodes and decodes, not netty-socketio");
    }

    private static String path(JsonMappingException failure) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            String name = step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName();
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private static String rule(JsonMappingException failure) {
        return failure instanceof UnrecognizedPropertyException ? "unknown field" : "missing or of the wrong type";
    }
}
