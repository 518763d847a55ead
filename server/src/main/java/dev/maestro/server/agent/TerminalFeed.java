package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.link.Refusal;
import dev.maestro.server.agent.output.KeptOutput;
import dev.maestro.server.agent.output.TerminalSize;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a command writes to the hub: registers the terminal at each link, then sends from where the hub is.
 *
 * <p>At most {@value #CREDIT} bytes are sent that the hub has not acked, in chunks of at most {@value #MAX_CHUNK}. A chunk is
 * sent when the one before it is written: so what is little goes at once, and what is much is gathered meanwhile. Changes of
 * the size are sent where they belong between the chunks.
 *
 * <p>Threads: confined to the link's loop, but for {@link #wake}.
 */
final class TerminalFeed {
    static final int CREDIT = 96 << 10;
    static final int MAX_CHUNK = 64 << 10;

    /** Less is not sent while more waits: chunks would only get smaller. */
    private static final int MIN_CHUNK = 16 << 10;
    /** The most a byte of output grows by in JSON, and the rest of a message. */
    private static final int JSON_GROWTH = 6;

    private static final int OVERHEAD = 1_024;
    private static final Duration REGISTER_WITHIN = Duration.ofSeconds(20);
    private static final Duration MIN_RETRY = Duration.ofMillis(100);

    private final String ptyId;
    private final String sessionId;
    private final KeptOutput kept;
    private final Consumer<Refusal> stopped;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Link link;

    private boolean registered;
    private boolean paused;
    private boolean writing;
    private boolean finishing;
    private boolean over;
    private long sent;
    private long acked;
    private @Nullable TerminalSize toldSize;
    // Grows whenever what was sent before counts no more; answers to that are not looked at.
    private long round;

    /** @param stopped told when the hub does not want this terminal any more; nothing is sent after that */
    TerminalFeed(Link link, String ptyId, String sessionId, KeptOutput kept, Consumer<Refusal> stopped) {
        this.link = link;
        this.ptyId = ptyId;
        this.sessionId = sessionId;
        this.kept = kept;
        this.stopped = stopped;
    }

    /** The link is there: the terminal is registered with it. */
    void joined() {
        if (over) {
            return;
        }
        long mine = ++round;
        registered = false;
        writing = false;
        paused = false;
        KeptOutput.Start start = kept.begin(true);
        if (tooLong(registration(start))) {
            start = kept.begin(false);
        }
        register(start, mine);
    }

    private void register(KeptOutput.Start start, long mine) {
        ObjectNode registration = registration(start);
        if (tooLong(registration)) {
            registration.remove("history");
        }
        link.ask("terminal:register", registration, REGISTER_WITHIN).whenComplete((answer, fault) -> {
            if (mine == round) {
                registered(start, answer);
            }
        });
    }

    private ObjectNode registration(KeptOutput.Start start) {
        ObjectNode registration = JsonNodeFactory.instance
                .objectNode()
                .put("ptyId", ptyId)
                .put("sessionId", sessionId)
                .put("cols", start.size().cols())
                .put("rows", start.size().rows())
                .put("takeover", true)
                .put("position", start.position());
        if (start.history() != null) {
            registration.put("history", start.history());
        }
        return registration;
    }

    private boolean tooLong(ObjectNode registration) {
        return JsonBytes.of(registration).lengthBytes() > link.maxPayload() - OVERHEAD;
    }

    private void registered(KeptOutput.Start start, @Nullable JsonNode answer) {
        if (answer == null) {
            // The link is gone, or does not answer: then its end is near.
            again(MIN_RETRY);
        } else if (!answer.path("success").asBoolean()) {
            refused(Refusal.ofAck(answer), this::joined);
        } else {
            long wanted = answer.path("position").asLong(start.position());
            acked = Math.max(start.position(), Math.min(wanted, kept.end()));
            sent = acked;
            toldSize = start.size();
            kept.taken(acked);
            registered = true;
            pump();
        }
    }

    private void again(Duration after) {
        later(after, this::joined);
    }

    private void later(Duration after, Runnable what) {
        long mine = round;
        var unused = link.loop()
                .schedule(
                        () -> {
                            if (mine == round && link.joined()) {
                                what.run();
                            }
                        },
                        after.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void refused(Refusal refusal, Runnable retry) {
        round++;
        registered = false;
        writing = false;
        if (refusal.passes()) {
            Duration after = refusal.retryAfter().compareTo(MIN_RETRY) > 0 ? refusal.retryAfter() : MIN_RETRY;
            later(after, retry);
        } else {
            end();
            stopped.accept(refusal);
        }
    }

    /** The link is gone; the command goes on without it. */
    void lost() {
        round++;
        registered = false;
        writing = false;
        kept.release();
    }

    /** Nothing is sent any more. */
    void end() {
        over = true;
        lost();
        drained.complete(null);
    }

    /** The hub wants no output for now, or wants it again. */
    void flow(boolean pause) {
        paused = pause;
        pump();
    }

    /** There is more to send; from any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            link.loop().execute(() -> {
                woken.set(false);
                pump();
            });
        }
    }

    /** Completes once the hub has all there is; nothing more may be written. */
    CompletionStage<Void> drain() {
        finishing = true;
        paused = false;
        pump();
        return drained;
    }

    private void pump() {
        if (!registered || paused || writing) {
            return;
        }
        long waiting = kept.end() - sent;
        long room = CREDIT - (sent - acked);
        if (room < Math.min(MIN_CHUNK, waiting)) {
            return;
        }
        tellSize();
        int most = Math.min(MAX_CHUNK, (link.maxPayload() - OVERHEAD) / JSON_GROWTH);
        KeptOutput.Chunk chunk = kept.chunk(sent, (int) Math.min(room, Math.max(4, most)));
        if (chunk.text().isEmpty()) {
            finishIfDone();
        } else {
            send(chunk);
        }
    }

    private void tellSize() {
        TerminalSize size = kept.sizeAt(sent);
        if (!size.equals(toldSize)) {
            toldSize = size;
            link.emit("terminal:resize", new PtyResize(ptyId, size.cols(), size.rows()));
        }
    }

    private void send(KeptOutput.Chunk chunk) {
        long mine = round;
        writing = true;
        sent = chunk.end();
        link.ask("terminal:output", new PtyOutput(ptyId, chunk.text(), chunk.position()), Duration.ZERO, () -> {
                    if (mine == round) {
                        writing = false;
                        pump();
                    }
                })
                .whenComplete((answer, fault) -> {
                    if (mine == round && answer != null) {
                        answered(chunk, answer);
                    }
                });
    }

    private void answered(KeptOutput.Chunk chunk, JsonNode answer) {
        if (!answer.path("success").asBoolean()) {
            refused(Refusal.ofAck(answer), () -> {
                sent = acked;
                registered = true;
                pump();
            });
            return;
        }
        acked = Math.max(acked, Math.min(chunk.end(), sent));
        kept.taken(acked);
        pump();
        finishIfDone();
    }

    private void finishIfDone() {
        if (finishing && registered && acked >= kept.end()) {
            drained.complete(null);
        }
    }
}
