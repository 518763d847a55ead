package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object, gathering every fault before refusing.
 *
 * <p>Each reader takes the value to use when the field is absent: a default when something is made, the present value
 * when something is patched. A null is a fault but where the reader says that it clears. A reader that found a fault
 * returns that same value; {@link #done} then refuses.
 *
 * <p>Threads: confined to one caller.
 */
public final class Fields {
    // The last moment of the year 9999: JavaScript reads no later one in ISO-8601 as it is written here.
    private static final long LATEST_TIME = 253_402_300_799_999L;
    private static final int MAX_FAULTS = 20;
    private static final String VERSION = "version";

    private final String path;
    private final ObjectNode object;
    private final List<ErrorDetail> faults;
    private final boolean bare;
    /** What is asked of the fields; null but where that is all that is wanted. */
    private final @Nullable FieldNotes notes;

    private final Set<String> known = new HashSet<>();

    /**
     * Starts reading.
     *
     * @param path where the object stands
     * @param bare whether the object was not there: a client sent its only field's value in its place
     */
    Fields(String path, ObjectNode object, List<ErrorDetail> faults, boolean bare) {
        this(path, object, faults, bare, null);
    }

    private Fields(String path, ObjectNode object, List<ErrorDetail> faults, boolean bare, @Nullable FieldNotes notes) {
        this.path = path;
        this.object = object;
        this.faults = faults;
        this.bare = bare;
        this.notes = notes;
    }

    /** Starts a reading of nothing that notes what is asked of each field. */
    static Fields noting(FieldNotes notes) {
        return new Fields("", JsonNodeFactory.instance.objectNode(), new ArrayList<>(), false, notes);
    }

    /** Returns whether the field is there, be it null; where it is noted what is asked, each is. */
    public boolean has(String name) {
        return notes != null || object.has(name);
    }

    /** Notes it as a fault when the field is not there. */
    public Fields require(String name) {
        if (notes != null) {
            notes.require(name);
        }
        if (!has(name)) {
            known.add(name);
            fault(name, "is required");
        }
        return this;
    }

    /** Reads a text that must be there and say something. */
    public String requiredText(String name, Limit limit) {
        return require(name).has(name) ? sayingText(name, limit, "") : "";
    }

    /** Reads a text that must say something if it is there. */
    public String sayingText(String name, Limit limit, String otherwise) {
        note(name, () -> Shapes.saying(limit));
        int before = faults.size();
        String text = text(name, limit, otherwise);
        if (faults.size() == before && has(name) && text.isBlank()) {
            fault(name, "must not be blank");
            return otherwise;
        }
        return text;
    }

    /** Reads a text. */
    public String text(String name, Limit limit, String otherwise) {
        note(name, () -> Shapes.text(limit));
        return present(name)
                .map(node -> checkedText(pointer(name), node, limit).orElse(otherwise))
                .orElse(otherwise);
    }

    /** Reads a text that null clears. */
    public @Nullable String clearableText(String name, Limit limit, @Nullable String otherwise) {
        note(name, () -> Shapes.nullable(Shapes.text(limit)));
        JsonNode node = take(name);
        if (node == null) {
            return otherwise;
        }
        return node.isNull() ? null : checkedText(pointer(name), node, limit).orElse(otherwise);
    }

    /** Reads true or false. */
    public boolean flag(String name, boolean otherwise) {
        note(name, Shapes::flag);
        Optional<JsonNode> node = present(name);
        if (node.isPresent() && !node.get().isBoolean()) {
            fault(name, "must be true or false");
            return otherwise;
        }
        return node.map(JsonNode::booleanValue).orElse(otherwise);
    }

    /** Reads a whole number of 0 to {@code most}. */
    public int count(String name, int most, int otherwise) {
        return (int) wholeNumber(name, 0, most).orElse(otherwise);
    }

    /** Reads a whole number of {@code least} to {@code most}. */
    public int number(String name, int least, int most, int otherwise) {
        return (int) wholeNumber(name, least, most).orElse(otherwise);
    }

    /** Reads a whole number of {@code least} to {@code most} that must be there. */
    public int requiredNumber(String name, int least, int most) {
        return require(name).has(name) ? number(name, least, most, least) : least;
    }

    /** Reads a whole number of {@code least} to {@code most}, be it a large one, that must be there. */
    public long requiredLong(String name, long least, long most) {
        return require(name).has(name) ? wholeNumber(name, least, most).orElse(least) : least;
    }

    /** Reads a text that must be there as it is: it may be long, say nothing, and hold half a character. */
    public String requiredRaw(String name) {
        note(name, Shapes::raw);
        if (notes != null) {
            notes.require(name);
        }
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            fault(name, "is required");
            return "";
        }
        if (!node.get().isTextual()) {
            fault(name, "must be a string");
            return "";
        }
        return node.get().textValue();
    }

    /** Reads a time, epoch milliseconds up to the end of the year 9999, that null clears. */
    public @Nullable Long clearableTime(String name, @Nullable Long otherwise) {
        return clearableNumber(name, 0, LATEST_TIME, otherwise);
    }

    /** Reads a whole number of {@code least} to {@code most} that null clears. */
    public @Nullable Long clearableNumber(String name, long least, long most, @Nullable Long otherwise) {
        note(name, () -> Shapes.nullable(Shapes.whole(least, most)));
        if (object.path(name).isNull()) {
            known.add(name);
            return null;
        }
        OptionalLong number = wholeNumber(name, least, most);
        return number.isPresent() ? Long.valueOf(number.getAsLong()) : otherwise;
    }

    /** Reads one of an enum's words, as {@code toString} of its lower-case name. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        note(name, () -> Shapes.choice(Words.of(type)));
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return otherwise;
        }
        List<String> words = Words.of(type);
        int at = node.get().isTextual() ? words.indexOf(node.get().textValue()) : -1;
        if (at < 0) {
            fault(name, "must be one of " + String.join(", ", words));
            return otherwise;
        }
        return type.getEnumConstants()[at];
    }

    /** Reads a list of words without repetition; repeated ones are taken once. */
    public List<String> words(String name, List<String> otherwise) {
        return words(name, Limit.ITEMS, otherwise);
    }

    /** Reads a list of at most {@code most} words without repetition; repeated ones are taken once. */
    public List<String> words(String name, int most, List<String> otherwise) {
        note(name, () -> Shapes.words(most));
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return otherwise;
        }
        if (!node.get().isArray()) {
            fault(name, "must be an array");
            return otherwise;
        }
        if (node.get().size() > most) {
            fault(name, "has " + node.get().size() + " items, at most " + most);
            return otherwise;
        }
        LinkedHashSet<String> words = new LinkedHashSet<>();
        for (int i = 0; i < node.get().size(); i++) {
            checkedWord(pointer(name) + "/" + i, node.get().get(i)).ifPresent(words::add);
        }
        return List.copyOf(words);
    }

    /**
     * Reads the words among the items of a list that must be there; items that are no strings are skipped.
     *
     * @param most the most items, skipped ones too
     */
    public List<String> wordsAmong(String name, int most) {
        note(name, () -> Shapes.wordsAmong(most));
        if (notes != null) {
            notes.require(name);
        }
        JsonNode list = take(name);
        if (list == null || !list.isArray()) {
            fault(name, "must be an array");
            return List.of();
        }
        if (list.size() > most) {
            fault(name, "has " + list.size() + " items, at most " + most);
            return List.of();
        }
        LinkedHashSet<String> words = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isTextual()) {
                checkedWord(pointer(name) + "/" + i, list.get(i)).ifPresent(words::add);
            }
        }
        return List.copyOf(words);
    }

    /** Reads an object of texts. */
    public Map<String, String> texts(String name, Map<String, String> otherwise) {
        note(name, Shapes::texts);
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return otherwise;
        }
        if (!node.get().isObject()) {
            fault(name, "must be an object");
            return otherwise;
        }
        if (node.get().size() > Limit.ITEMS) {
            fault(name, "has " + node.get().size() + " entries, at most " + Limit.ITEMS);
            return otherwise;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.get().properties()) {
            String at = pointer(name) + "/" + Pointers.escape(entry.getKey());
            if (Texts.isBroken(entry.getKey()) || Limit.WORD.measure(entry.getKey()) > Limit.WORD.most()) {
                faultAt(at, "is not a name of at most " + Limit.WORD.most() + " characters");
            }
            checkedText(at, entry.getValue(), Limit.TEXT).ifPresent(text -> texts.put(entry.getKey(), text));
        }
        return Collections.unmodifiableMap(texts);
    }

    /** Reads any JSON of at most {@code mostBytes}; null and absent are the same. */
    public @Nullable JsonNode any(String name, int mostBytes) {
        note(name, () -> Shapes.any(mostBytes));
        JsonNode node = take(name);
        if (node == null || node.isNull()) {
            return null;
        }
        Optional<String> trouble = Texts.troubleOf(node, mostBytes);
        trouble.ifPresent(message -> fault(name, message));
        return node;
    }

    /** Reads any object of at most {@code mostBytes} of JSON; null and absent are the same. */
    public @Nullable JsonNode anyObject(String name, int mostBytes) {
        note(name, () -> Shapes.anyOf("object", mostBytes));
        JsonNode node = any(name, mostBytes);
        if (node != null && !node.isObject()) {
            fault(name, "must be an object");
        }
        return node;
    }

    /** Reads any array of at most {@code mostBytes} of JSON; null and absent are the same. */
    public @Nullable JsonNode anyArray(String name, int mostBytes) {
        note(name, () -> Shapes.anyOf("array", mostBytes));
        JsonNode node = any(name, mostBytes);
        if (node != null && !node.isArray()) {
            fault(name, "must be an array");
        }
        return node;
    }

    /** Starts reading an object inside this one; its faults count here. Empty when the field is absent. */
    public Optional<Fields> object(String name) {
        if (notes != null) {
            return Optional.of(noting(name, shape -> shape));
        }
        Optional<JsonNode> node = present(name);
        if (node.isPresent() && !(node.get() instanceof ObjectNode)) {
            fault(name, "must be an object");
            return Optional.empty();
        }
        return node.map(value -> new Fields(pointer(name), (ObjectNode) value, faults, false));
    }

    /**
     * Starts reading the objects of a list, each of which is to be {@link #close closed}; their faults count here. None when
     * the field is absent.
     */
    public List<Fields> objects(String name, int most) {
        if (notes != null) {
            return List.of(noting(name, shape -> Shapes.list(shape, most)));
        }
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!node.get().isArray()) {
            fault(name, "must be an array");
            return List.of();
        }
        if (node.get().size() > most) {
            fault(name, "has " + node.get().size() + " items, at most " + most);
            return List.of();
        }
        List<Fields> items = new ArrayList<>();
        for (int i = 0; i < node.get().size(); i++) {
            String at = pointer(name) + "/" + i;
            if (node.get().get(i) instanceof ObjectNode item) {
                items.add(new Fields(at, item, faults, false));
            } else {
                faultAt(at, "must be an object");
            }
        }
        return items;
    }

    /** Reads one text under either of two names, for clients of both; giving both is a fault. */
    public String eitherName(String name, String alias) {
        if (notes != null) {
            notes.alias(alias, name);
            return name;
        }
        if (has(name) && has(alias)) {
            fault(alias, "is another name of " + name + "; give one");
        }
        known.add(name);
        known.add(alias);
        return has(alias) ? alias : name;
    }

    /**
     * Checks the {@code version} field, if there is one.
     *
     * @throws HubException {@code stale_version} if the document is at another
     */
    public void version(Held<?> held) {
        // 0 is the version of what nobody has stored yet, and of nothing else.
        OptionalLong version = wholeNumber(VERSION, Math.min(1, held.stored().version()), Long.MAX_VALUE);
        if (version.isPresent() && version.getAsLong() != held.stored().version()) {
            throw Expected.stale(held);
        }
    }

    /** Notes that there may be a version. */
    void version() {
        note(VERSION, () -> Shapes.whole(0, Long.MAX_VALUE));
    }

    /** Returns whether no fault was found so far. */
    public boolean faultless() {
        return faults.isEmpty();
    }

    /** Notes a fault that a rule found. */
    public void fault(String name, String message) {
        faultAt(pointer(name), message);
    }

    /** Notes the fields nobody read. Called once after all were read, on an object inside another too. */
    public void close() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(name, "is not a field that can be set here");
            }
        });
    }

    /**
     * Ends the reading.
     *
     * @throws HubException {@code invalid}, with each fault, if there was any
     */
    public void done() {
        close();
        if (!faults.isEmpty()) {
            throw HubException.invalid(faults);
        }
    }

    private void faultAt(String pointer, String message) {
        String at = Texts.mended(pointer);
        // A field that is read twice, once for being there and once for its value, is still one fault.
        if (faults.size() < MAX_FAULTS
                && faults.stream().noneMatch(fault -> fault.path().equals(at))) {
            faults.add(new ErrorDetail(at, message));
        }
    }

    private String pointer(String name) {
        return bare ? path : path + "/" + Pointers.escape(name);
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        return object.get(name);
    }

    private Optional<JsonNode> present(String name) {
        JsonNode node = take(name);
        if (node != null && node.isNull()) {
            fault(name, "must not be null");
            return Optional.empty();
        }
        return Optional.ofNullable(node);
    }

    private OptionalLong wholeNumber(String name, long least, long most) {
        note(name, () -> Shapes.whole(least, most));
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = node.get();
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            fault(name, "must be a whole number");
            return OptionalLong.empty();
        }
        if (number.longValue() < least || number.longValue() > most) {
            fault(name, "is " + number.longValue() + ", must be " + range(least, most));
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.longValue());
    }

    private void note(String name, Supplier<ObjectNode> shape) {
        if (notes != null) {
            notes.shape(name, shape.get());
        }
    }

    /** Notes an object within, whose shape is known when it is closed. */
    private Fields noting(String name, UnaryOperator<ObjectNode> shape) {
        FieldNotes within = new FieldNotes();
        if (notes != null) {
            notes.within(name, within, shape);
        }
        return noting(within);
    }

    private static String range(long least, long most) {
        return most == Long.MAX_VALUE ? "at least " + least : least + " to " + most;
    }

    private Optional<String> checkedText(String pointer, JsonNode node, Limit limit) {
        if (!node.isTextual()) {
            faultAt(pointer, "must be a string");
            return Optional.empty();
        }
        String text = node.textValue();
        if (Texts.isBroken(text)) {
            faultAt(pointer, "holds half a character (a lone surrogate)");
            return Optional.empty();
        }
        int length = limit.measure(text);
        if (length > limit.most()) {
            faultAt(pointer, "is " + length + " " + limit.units() + ", at most " + limit.most());
            return Optional.empty();
        }
        if (limit.isBrokenBy(text)) {
            faultAt(pointer, "holds a control character");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private Optional<String> checkedWord(String pointer, JsonNode node) {
        Optional<String> text = checkedText(pointer, node, Limit.WORD);
        if (text.isPresent() && text.get().isBlank()) {
            faultAt(pointer, "must not be blank");
            return Optional.empty();
        }
        return text;
    }
}
