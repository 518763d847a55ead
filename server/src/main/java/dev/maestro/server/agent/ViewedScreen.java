package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.tty.OwnTerminal;
import dev.maestro.server.screen.ScreenModel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer shows: the snapshot, then the stream, in the pace of standard output.
 *
 * <p>The link is read only as fast as that, so that the hub sees a slow viewer and skips output for it: whoever takes the output
 * slowly holds up nobody and fills no memory. {@code terminal:ack} would say the same in more messages than a socket may send.
 *
 * <p>Threads: confined to the link's loop; {@link #start}, {@link #leave}, {@link #afterwards} and {@link #lastWords} are
 * for anybody.
 */
final class ViewedScreen {
    private static final long STOP_READING = 1 << 19;
    private static final long READ_AGAIN = 1 << 18;
    private static final long LEAVE_WITHIN_MS = 2_000;

    private final Link link;
    private final boolean tty;
    private final ScreenWriter writer;

    private @Nullable Long position;
    private String title = "";
    private String lastText = "";
    private boolean noticed;
    private boolean reading = true;
    private long waiting;

    private volatile @Nullable String lastWords;

    /**
     * Shows nothing yet.
     *
     * @param tty whether it is a terminal that it is shown on, so that it may be cleared
     * @param gone told when nobody takes anything any more
     */
    ViewedScreen(Link link, boolean tty, Runnable gone) {
        this.link = link;
        this.tty = tty;
        this.writer = new ScreenWriter(OwnTerminal.screen(), gone);
    }

    void start() {
        writer.start();
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
        noticeOver();
        title = answer.path("title").asText("");
        if (tty && !goesOn) {
            write(cleared(scrollback), next);
        } else {
            write(scrollback, next);
        }
        // The connection is new, and reads unless it is told not to.
        link.reading(reading);
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
        write(tty ? cleared(scrollback) : scrollback, payload.path("position").asLong(0));
    }

    /** What the window showed before must stay where one can scroll back to it: a reset would forget it. */
    private static String cleared(String scrollback) {
        return Sequences.CLEAR
                + (scrollback.startsWith(ScreenModel.PROLOGUE)
                        ? scrollback.substring(ScreenModel.PROLOGUE.length())
                        : scrollback);
    }

    private void write(String text, long next) {
        position = next;
        if (!text.isEmpty()) {
            lastText = text;
        }
        waiting += text.length();
        if (reading && waiting > STOP_READING) {
            reading = false;
            link.reading(false);
        }
        writer.add(text, () -> link.loop().execute(() -> written(text.length())));
    }

    private void written(int length) {
        waiting -= length;
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
        lastWords = sentence;
    }

    /** Returns what is to be said then. */
    Optional<String> lastWords() {
        return Optional.ofNullable(lastWords);
    }

    /** Ends it: a terminal is left as it was found; whoever reads a pipe is given all that came. */
    void leave() {
        if (tty) {
            writer.add(Sequences.RESET + "\r\n", () -> {});
        }
        CompletableFuture<Void> done = CompletableFuture.runAsync(this::finish, task -> {
            Thread thread = new Thread(task, "last-output");
            thread.setDaemon(true);
            thread.start();
        });
        if (tty) {
            done.completeOnTimeout(null, LEAVE_WITHIN_MS, TimeUnit.MILLISECONDS).join();
        } else {
            done.join();
        }
    }

    private void finish() {
        try {
            writer.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
