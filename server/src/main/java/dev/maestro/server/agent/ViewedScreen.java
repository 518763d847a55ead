package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.tty.OwnTerminal;
import dev.maestro.server.screen.Printable;
import dev.maestro.server.screen.ScreenModel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer shows: the snapshot, then the stream, in the pace of standard output.
 *
 * <p>The hub is told what was taken ({@code terminal:ack}), so that it sees a slow viewer and skips output for it: whoever takes
 * the output slowly holds up nobody and fills no memory. The link is read on meanwhile, as a hub that gets no pongs ends it; only
 * one that sends whatever is taken or not is read no further.
 *
 * <p>Threads: confined to the link's loop; {@link #start}, {@link #leave}, {@link #afterwards} and {@link #lastWords} are
 * for anybody.
 */
final class ViewedScreen {
    private static final long STOP_READING = 1 << 23;
    private static final long READ_AGAIN = 1 << 22;
    private static final long ACK_EVERY = 1 << 16;
    private static final long LEAVE_WITHIN_MS = 2_000;
    private static final long RESET_WITHIN_MS = 1_000;

    private final Link link;
    private final String session;
    private final boolean tty;
    private final ScreenWriter writer;
    private final ClipboardFilter filter = new ClipboardFilter();

    private @Nullable Long position;
    private String title = "";
    private String lastText = "";
    private boolean noticed;
    private boolean reading = true;
    private long waiting;
    private long acked;
    private long holes;

    private volatile @Nullable String lastWords;

    /**
     * Shows nothing yet.
     *
     * @param session whose terminal it is
     * @param tty whether it is a terminal that it is shown on, so that it may be cleared
     * @param gone told when nobody takes anything any more
     */
    ViewedScreen(Link link, String session, boolean tty, Runnable gone) {
        this.link = link;
        this.session = session;
        this.tty = tty;
        this.writer = new ScreenWriter(OwnTerminal.screen(), gone);
    }

    void start() {
        writer.start();
        if (tty) {
            writer.add(Sequences.REMEMBER, () -> {});
        }
    }

    /** Returns up to where the stream has come; empty before there was any. */
    OptionalLong position() {
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /** Takes the answer to a wish to watch. */
    void begin(JsonNode answer) {
        String scrollback = answer.path("scrollback").asText("");
        long next = answer.path("position").asLong(0);
        // With nothing missing it goes on from what is shown; else it is all to be shown anew.
        boolean goesOn = position != null && !answer.path("truncated").asBoolean();
        if (position != null && !goesOn) {
            holes++;
        }
        noticeOver();
        title = answer.path("title").asText("");
        if (tty && !goesOn) {
            write(cleared(scrollback), next);
        } else {
            write(scrollback, next);
        }
        // The connection is new, and reads unless it is told not to.
        link.reading(reading);
        // From the first ack on the hub sends no more than so much that is not acked.
        ack(next);
    }

    private void ack(long next) {
        acked = next;
        link.emit("terminal:ack", new TerminalAck(session, next));
    }

    /** Takes a part of the stream. */
    void output(JsonNode payload) {
        String data = payload.path("data").asText("");
        long at = payload.path("position").asLong(0);
        write(data, at + data.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Takes a new beginning: what came between was skipped. */
    void resync(JsonNode payload) {
        String scrollback = payload.path("scrollback").asText("");
        holes++;
        write(tty ? cleared(scrollback) : scrollback, payload.path("position").asLong(0));
    }

    /** What the window showed before must stay where one can scroll back to it: a reset would forget it. */
    private static String cleared(String scrollback) {
        return Sequences.CLEAR
                + (scrollback.startsWith(ScreenModel.PROLOGUE)
                        ? scrollback.substring(ScreenModel.PROLOGUE.length())
                        : scrollback);
    }

    private void write(String part, long next) {
        String text = filter.shown(part);
        position = next;
        if (!text.isEmpty()) {
            lastText = text;
        }
        waiting += text.length();
        if (reading && waiting > STOP_READING) {
            reading = false;
            link.reading(false);
        }
        writer.add(text, () -> link.loop().execute(() -> written(text.length(), next)));
    }

    private void written(int length, long next) {
        waiting -= length;
        if (next - acked >= ACK_EVERY) {
            ack(next);
        }
        if (!reading && waiting < READ_AGAIN) {
            reading = true;
            link.reading(true);
        }
    }

    /** Writes something that is not of the stream, where that does it no harm. */
    void aside(String sequence) {
        if (tty && Sequences.whole(lastText)) {
            writer.add(sequence, () -> {});
        }
    }

    /** Says in the title that something is wrong. */
    void notice(String text) {
        if (!noticed) {
            noticed = true;
            aside(Sequences.title("[" + text + "]"));
        }
    }

    /** Takes the notice back. */
    void noticeOver() {
        if (noticed) {
            noticed = false;
            aside(Sequences.title(title));
        }
    }

    /** Says something once this terminal is itself again. */
    void afterwards(String sentence) {
        lastWords = Printable.of(sentence);
    }

    /** Returns what is to be said then. */
    Optional<String> lastWords() {
        return Optional.ofNullable(lastWords);
    }

    /** Returns how often the stream went on later than where it had come to. */
    long holes() {
        return holes;
    }

    /**
     * Ends it: a terminal is left as it was found, without what it takes too slowly; whoever reads a pipe is given all that came.
     *
     * @param hurry completes when whoever wants it ended waits for that
     */
    void leave(CompletionStage<?> hurry) {
        CompletableFuture<Void> soon = hurry.thenRunAsync(
                        () -> {}, CompletableFuture.delayedExecutor(LEAVE_WITHIN_MS, TimeUnit.MILLISECONDS))
                .toCompletableFuture();
        CompletableFuture<?> shown = CompletableFuture.anyOf(written(), soon);
        if (!tty) {
            shown.join();
            return;
        }
        shown.completeOnTimeout(null, LEAVE_WITHIN_MS, TimeUnit.MILLISECONDS).join();
        writer.drop();
        writer.add(Sequences.RESET + "\r\n", () -> {});
        written()
                .completeOnTimeout(null, RESET_WITHIN_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private CompletableFuture<Void> written() {
        return CompletableFuture.runAsync(this::finish, task -> {
            Thread thread = new Thread(task, "last-output");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void finish() {
        try {
            writer.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
