package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.form.WordList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the stream, whoever wrote it: an event, a mark of a new epoch, or something that is none of ours.
 *
 * @param sequence the first number of its id; {@code Long.MAX_VALUE} for one that no event of ours has
 * @param sub the second number, 0 for events; {@code Long.MAX_VALUE} for one that no entry of ours has
 * @param fields what it holds; of fields with the same name, the last
 */
record LogEntry(long sequence, long sub, Map<String, byte[]> fields) {
    static final String EPOCH = "e";
    static final String TIMESTAMP = "t";
    static final String NAME = "n";
    static final String PROJECT = "p";
    static final String SESSIONS = "s";
    static final String DATA = "d";

    /** The one field of a mark; see open.lua. */
    static final String MARK = "epoch";

    /** Sequences stay below, as numbers of scripts are exact only so far; see commit.lua. */
    private static final long MAX = 100_000_000_000_000L;

    /** Reads what Redis replied: the id, and names and values by turns. */
    static LogEntry of(Object reply) {
        List<?> parts = (List<?>) reply;
        String[] id = idOf(reply).split("-", 2);
        Map<String, byte[]> fields = new HashMap<>();
        List<?> words = parts.get(1) instanceof List<?> list ? list : List.of();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            fields.put(new String((byte[]) words.get(i), UTF_8), (byte[]) words.get(i + 1));
        }
        return new LogEntry(number(id[0]), number(id[1]), fields);
    }

    static String idOf(Object reply) {
        return new String((byte[]) ((List<?>) reply).get(0), UTF_8);
    }

    /** Returns whether it marks that an epoch begins. */
    boolean isMark() {
        return sub != 0 && fields.containsKey(MARK);
    }

    boolean isOf(String epoch) {
        return epoch.equals(text(EPOCH));
    }

    /** Returns the event; empty for what cannot be read as one of this epoch. */
    Optional<CommittedEvent> event(String epoch) {
        byte[] data = fields.get(DATA);
        String project = text(PROJECT);
        String name = text(NAME);
        String sessions = text(SESSIONS);
        String timestamp = text(TIMESTAMP);
        if (!isOf(epoch)
                || sub != 0
                || data == null
                || project == null
                || name == null
                || sessions == null
                || timestamp == null) {
            return Optional.empty();
        }
        try {
            JsonBytes payload = JsonBytes.ofUtf8(data);
            List<String> concerned = WordList.read(sessions);
            long time = Long.parseLong(timestamp);
            return EventName.find(name)
                    .map(known ->
                            new CommittedEvent(new Offset(epoch, sequence), time, known, project, concerned, payload));
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            // Text that is no number, no list, or a list with a null in it.
            return Optional.empty();
        }
    }

    private @Nullable String text(String name) {
        byte[] value = fields.get(name);
        return value == null ? null : new String(value, UTF_8);
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            return number < MAX ? number : Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            // Redis counts to twice as far.
            return Long.MAX_VALUE;
        }
    }
}
