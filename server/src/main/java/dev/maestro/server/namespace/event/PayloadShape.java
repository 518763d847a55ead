package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Payload;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an event's payload must look like, and the record it is read into.
 *
 * <p>Nothing at all, null and an empty object are the same: no payload. Threads: immutable.
 */
final class PayloadShape<T> {
    private static final int USUAL_BYTES = 64 * 1024;
    private static final int USUAL_LEVELS = 32;

    private final Reader<T> reader;
    private final Described described;
    private final int mostBytes;
    private final int mostLevels;

    private PayloadShape(Reader<T> reader, Described described, int mostBytes, int mostLevels) {
        this.reader = reader;
        this.described = described;
        this.mostBytes = mostBytes;
        this.mostLevels = mostLevels;
    }

    /**
     * What there is to say of a shape.
     *
     * @param needed whether there must be a payload
     * @param schema its JSON Schema; false where nothing is taken
     */
    record Described(boolean needed, Function<PayloadLimits, JsonNode> schema) {
        Described optional() {
            return new Described(false, schema);
        }
    }

    /** Returns the shape of events that carry nothing. */
    static PayloadShape<NoPayload> none() {
        return usual(new Described(false, limits -> BooleanNode.FALSE), (payload, limits) -> {
            if (!isNothing(payload)) {
                // An object is told which of its fields is too much.
                fieldsOf(payload, "takes no payload").done();
            }
            return NoPayload.NONE;
        });
    }

    /** Returns the shape of events of which it does not matter what they carry. */
    static PayloadShape<NoPayload> whatever() {
        return usual(new Described(false, limits -> BooleanNode.TRUE), (payload, limits) -> NoPayload.NONE);
    }

    /** Returns the shape of an object; the machinery sees to it that no field is left unread and no fault untold. */
    static <T> PayloadShape<T> object(FieldReader<T> reader) {
        return usual(
                new Described(true, limits -> form(reader, limits)),
                (payload, limits) -> read(fieldsOf(payload, "must be an object"), reader, limits));
    }

    /** Returns the shape of an object of one field, in whose place its value may stand alone. */
    static <T> PayloadShape<T> objectOrBare(String field, FieldReader<T> reader) {
        Described either = new Described(true, limits -> {
            ObjectNode object = form(reader, limits);
            ObjectNode choice = JsonNodeFactory.instance.objectNode();
            choice.putArray("anyOf").add(object).add(object.path("properties").path(field));
            return choice;
        });
        return usual(
                either,
                (payload, limits) -> payload.isObject()
                        ? read(Payload.of(payload).fields(), reader, limits)
                        : read(Payload.bare(field, payload).fields(), reader, limits));
    }

    /** Returns the same shape, where no payload is one, too. */
    PayloadShape<Optional<T>> optional() {
        return new PayloadShape<>(
                (payload, limits) -> isNothing(payload) ? Optional.empty() : Optional.of(reader.read(payload, limits)),
                described.optional(),
                mostBytes,
                mostLevels);
    }

    /** Returns the same shape with another limit on its size, in bytes. */
    PayloadShape<T> atMost(int bytes) {
        return new PayloadShape<>(reader, described, bytes, mostLevels);
    }

    /**
     * Looks a payload through, which takes as long as a payload of the most bytes would, however large this one is.
     *
     * @param args the event's arguments, without its ack
     * @throws HubException {@code invalid} or {@code too_large}, naming the place
     */
    Unread<T> inspect(List<JsonNode> args) {
        if (args.size() > 1) {
            throw HubException.invalid("#1", args.size() + " arguments were sent, at most 1");
        }
        JsonNode payload = args.isEmpty() ? MissingNode.getInstance() : args.get(0);
        int weight = Inspection.weigh(payload, mostBytes, mostLevels);
        return new Unread<>(weight, limits -> reader.read(payload, limits));
    }

    /** Returns what there is to say of it. */
    Described described() {
        return described;
    }

    /** Returns the most bytes of JSON. */
    int mostBytes() {
        return mostBytes;
    }

    private static ObjectNode form(FieldReader<?> reader, PayloadLimits limits) {
        return Form.of(fields -> reader.read(fields, limits)).schema();
    }

    private static <T> PayloadShape<T> usual(Described described, Reader<T> reader) {
        return new PayloadShape<>(reader, described, USUAL_BYTES, USUAL_LEVELS);
    }

    private static <T> T read(Fields fields, FieldReader<T> reader, PayloadLimits limits) {
        T payload = reader.read(fields, limits);
        fields.done();
        return payload;
    }

    private static Fields fieldsOf(JsonNode payload, String otherwise) {
        if (!payload.isObject()) {
            throw HubException.invalid("", otherwise);
        }
        return Payload.of(payload).fields();
    }

    private static boolean isNothing(JsonNode payload) {
        return payload.isMissingNode() || payload.isNull() || payload.isObject() && payload.isEmpty();
    }

    /** Reads a payload that was looked through. */
    private interface Reader<T> {
        T read(JsonNode payload, PayloadLimits limits);
    }

    /** Reads the fields of an object; faults are gathered by the fields, whatever is returned then. */
    @FunctionalInterface
    interface FieldReader<T> {
        T read(Fields fields, PayloadLimits limits);
    }

    /**
     * A payload that was looked through and not yet read.
     *
     * @param weight about how much memory it holds, in bytes
     */
    record Unread<T>(int weight, Reading<T> reading) {}

    /** The reading that is still to be done. */
    @FunctionalInterface
    interface Reading<T> {
        /** Returns the record, or throws {@code invalid} with every fault. */
        T read(PayloadLimits limits);
    }
}
