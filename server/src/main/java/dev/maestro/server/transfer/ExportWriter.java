package dev.maestro.server.transfer;

import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * Writes an export, line by line.
 *
 * <p>Threads: confined to one. What cannot be written throws {@link UncheckedIOException}.
 */
public final class ExportWriter {
    /** The format this hub writes, and the newest it reads. */
    static final int FORMAT = 1;

    private final OutputStream out;
    private final Counts counts = new Counts();

    private ExportWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins an export; the stream stays the caller's. */
    public static ExportWriter begin(OutputStream out, StoreHead head) {
        ExportWriter writer = new ExportWriter(out);
        writer.write(LineText.of(LineType.HUB_EXPORT)
                .number("format", FORMAT)
                .text("epoch", head.epoch())
                .number("head", head.head())
                .number("trimmed", head.trimmed())
                .number("lastOrder", head.lastOrder()));
        return writer;
    }

    /** Writes the secret by which the hub made its tokens; before anything of the store. */
    public void secret(byte[] secret) {
        write(LineText.of(LineType.SECRET)
                .text("value", Base64.getUrlEncoder().withoutPadding().encodeToString(secret)));
    }

    /** Writes a thing. */
    public void write(StoreRecord record) {
        LineText line = LineText.of(LineType.of(record.type()));
        write(
                switch (record.type()) {
                    case DOCUMENT -> document(line, (StoreRecord.Document) record);
                    case EVENT -> event(line, (StoreRecord.Event) record);
                    case PROJECT_HEAD -> projectHead(line, (StoreRecord.ProjectHead) record);
                    case ANSWER -> answer(line, (StoreRecord.Answer) record);
                    case RECOVERY -> recovery(line, (StoreRecord.Recovery) record);
                });
        counts.add(record.type());
    }

    /** Writes the last line, by which a reader knows that it has all. */
    public void end() {
        LineText line = LineText.of(LineType.END);
        for (StoreRecord.Type type : StoreRecord.Type.values()) {
            line.number(LineType.of(type).word(), counts.of(type));
        }
        write(line);
    }

    /** Returns what was written so far. */
    public Counts counts() {
        return counts;
    }

    private static LineText document(LineText line, StoreRecord.Document document) {
        return line.text("kind", document.key().kind().name())
                .text("id", document.key().id())
                .text("project", document.projectId())
                .number("version", document.version())
                .words("tags", document.tags().stream().sorted().toList())
                .number("order", document.order())
                .value("body", document.body());
    }

    private static LineText event(LineText line, StoreRecord.Event event) {
        return line.number("sequence", event.sequence())
                .number("timestamp", event.timestamp())
                .text("name", event.name().wire())
                .text("project", event.projectId())
                .words("sessions", event.sessionIds())
                .value("data", event.data());
    }

    private static LineText projectHead(LineText line, StoreRecord.ProjectHead head) {
        return line.text("project", head.projectId()).number("sequence", head.sequence());
    }

    private static LineText answer(LineText line, StoreRecord.Answer answer) {
        return line.text("scope", answer.kept().scope())
                .text("key", answer.kept().key())
                .text("requestHash", answer.kept().requestHash())
                .number("status", answer.kept().status())
                .number("keepMs", answer.kept().keepFor().toMillis())
                .number("expiresAt", answer.expiresAt())
                .value("body", answer.kept().body());
    }

    private static LineText recovery(LineText line, StoreRecord.Recovery recovery) {
        return line.text("pid", recovery.pid())
                .number("goneAt", recovery.goneAt())
                .value("state", recovery.state());
    }

    private void write(LineText line) {
        try {
            out.write(line.end());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
