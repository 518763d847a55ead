package dev.maestro.server.transfer;

import dev.maestro.protocol.event.EventName;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export, line by line, and refuses one that is not whole: each refusal names the line.
 *
 * <p>Threads: confined to one. Each method throws {@link ExportFileException} for what is not as it must be, and {@link
 * UncheckedIOException} if the stream cannot be read.
 */
public final class ExportReader {
    /** The longest line, in bytes: far more than the largest document with what stands around it. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private static final int MAX_STATUS = 999;

    private final LineStream lines;
    private final Counts counts = new Counts();
    private final StoreHead head;
    private @Nullable OrderCheck order;
    private byte @Nullable [] secret;

    private ExportReader(LineStream lines) {
        this.lines = lines;
        this.head = atLine(() -> head(next()));
    }

    /** Begins to read: the first line. The stream stays the caller's. */
    public static ExportReader begin(InputStream in) {
        return new ExportReader(new LineStream(in, MAX_LINE_BYTES));
    }

    /** Returns how far the store had come. */
    public StoreHead head() {
        return head;
    }

    /** Returns the secret by which the hub made its tokens, if there was one; known when everything was read. */
    public Optional<byte[]> secret() {
        return Optional.ofNullable(secret);
    }

    /** Returns what was read so far. */
    public Counts counts() {
        return counts;
    }

    /**
     * Reads everything.
     *
     * @param to takes each thing; what it refuses by {@link StoreTransferException} is refused here, with the line
     */
    public void read(Consumer<StoreRecord> to) {
        order = new OrderCheck(head);
        boolean more = true;
        while (more) {
            more = atLine(() -> readLine(to));
        }
        if (atLine(lines::next).isPresent()) {
            throw new ExportFileException("line " + lines.number() + ": there is something after the end");
        }
    }

    /** Reads something of one line. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T atLine(Reading<T> reading) {
        try {
            return reading.read();
        } catch (ExportFileException | StoreTransferException e) {
            throw new ExportFileException("line " + lines.number() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LineFields next() throws IOException {
        return LineFields.parse(lines.next()
                .orElseThrow(() -> new ExportFileException("the file ends here, without the line that says that it is"
                        + " whole: it is cut off, or empty")));
    }

    private static StoreHead head(LineFields fields) {
        if (!fields.text("type").equals(LineType.HUB_EXPORT.word())) {
            throw new ExportFileException("this is no export of a hub");
        }
        long format = fields.number("format", 1);
        if (format > ExportWriter.FORMAT) {
            throw new ExportFileException(
                    "the export has format " + format + ", made by a newer hub; this one reads" + " formats up to "
                            + ExportWriter.FORMAT + ". Import it with the hub that made it, or a newer one");
        }
        try {
            StoreHead head = new StoreHead(
                    fields.text("epoch"),
                    fields.number("head", 0),
                    fields.number("trimmed", 0),
                    fields.number("lastOrder", 0));
            fields.requireNoMore();
            return head;
        } catch (IllegalArgumentException e) {
            throw new ExportFileException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean readLine(Consumer<StoreRecord> to) throws IOException {
        LineFields fields = next();
        String word = fields.text("type");
        LineType type =
                LineType.find(word).orElseThrow(() -> new ExportFileException("its type " + word + " is not known"));
        boolean more = true;
        switch (type) {
            case HUB_EXPORT -> throw new ExportFileException("another export begins here");
            case SECRET -> takeSecret(fields);
            case DOCUMENT -> take(document(fields), to);
            case EVENT -> take(event(fields), to);
            case PROJECT_HEAD ->
                take(new StoreRecord.ProjectHead(fields.text("project"), fields.number("sequence", 1)), to);
            case ANSWER -> take(answer(fields), to);
            case RECOVERY -> take(recovery(fields), to);
            case END -> {
                requireCounts(fields);
                more = false;
            }
        }
        fields.requireNoMore();
        return more;
    }

    private void take(StoreRecord record, Consumer<StoreRecord> to) {
        if (order != null) {
            order.require(record);
        }
        to.accept(record);
        counts.add(record.type());
    }

    private void takeSecret(LineFields fields) {
        if (secret != null || counts.total() > 0) {
            throw new ExportFileException("the secret comes once, before everything else");
        }
        try {
            secret = Base64.getUrlDecoder().decode(fields.text("value"));
        } catch (IllegalArgumentException e) {
            throw new ExportFileException("the secret is not base64url", e);
        }
    }

    private static StoreRecord document(LineFields fields) {
        String kind = fields.text("kind");
        return new StoreRecord.Document(
                DocumentKey.of(
                        Arrays.stream(DocumentKind.values())
                                .filter(known -> known.name().equals(kind))
                                .findFirst()
                                .orElseThrow(() -> new ExportFileException("its kind " + kind + " is not known")),
                        fields.text("id")),
                fields.text("project"),
                fields.number("version", 1),
                Set.copyOf(fields.words("tags")),
                fields.number("order", 1),
                fields.value("body"));
    }

    private static StoreRecord event(LineFields fields) {
        String name = fields.text("name");
        return new StoreRecord.Event(
                fields.number("sequence", 1),
                fields.number("timestamp", Long.MIN_VALUE),
                EventName.find(name).orElseThrow(() -> new ExportFileException("its name " + name + " is not known")),
                fields.text("project"),
                fields.words("sessions"),
                fields.value("data"));
    }

    private static StoreRecord answer(LineFields fields) {
        IdempotentAnswer kept = new IdempotentAnswer(
                fields.text("scope"),
                fields.text("key"),
                fields.text("requestHash"),
                status(fields.number("status", 100)),
                fields.value("body"),
                Duration.ofMillis(fields.number("keepMs", 0)));
        return new StoreRecord.Answer(kept, fields.number("expiresAt", Long.MIN_VALUE));
    }

    private static int status(long number) {
        if (number > MAX_STATUS) {
            throw new ExportFileException("its status is " + number + ", at most " + MAX_STATUS);
        }
        return (int) number;
    }

    private static StoreRecord recovery(LineFields fields) {
        StoreRecord.Recovery recovery = new StoreRecord.Recovery(
                fields.text("pid"), fields.number("goneAt", Long.MIN_VALUE), fields.value("state"));
        if (recovery.pid().length() > RecoverySessions.MAX_PID_LENGTH
                || recovery.state().lengthBytes() > RecoverySessions.MAX_STATE_BYTES) {
            throw new ExportFileException("it is larger than what a hub keeps of a socket");
        }
        return recovery;
    }

    private void requireCounts(LineFields fields) {
        for (StoreRecord.Type type : StoreRecord.Type.values()) {
            String word = LineType.of(type).word();
            long said = fields.number(word, 0);
            if (said != counts.of(type)) {
                throw new ExportFileException("there should be " + said + " lines of type " + word + ", and there are "
                        + counts.of(type) + ": some are missing, or were added");
            }
        }
    }
}
