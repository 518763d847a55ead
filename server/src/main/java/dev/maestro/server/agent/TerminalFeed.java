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
import org.jspecify.annotations.Nullable;

/**
 * Sends what a command writes to the hub: registers the terminal at each link, then sends from where the hub is.
 *
 * <p>At most as many bytes are sent as the hub said that it takes without an ack, and at most {@value #MAX_IN_FLIGHT} chunks,
 * of at most {@value #MAX_CHUNK} bytes. A chunk is sent when the one before it is written: so what is little goes at once, and
 * what is much is gathered meanwhile. Changes of the size are sent where they belong between the chunks.
 *
 * <p>After a chunk that the hub did not take nothing is sent before what is under way is answered; then it goes on from there.
 * Where the stream has a hole, or the hub is somewhere else, the terminal is registered again, with a snapshot.
 *
 * <p>Threads: confined to the link's loop, but for {@link #wake}.
 */
final class TerminalFeed {
    /** What becomes of the terminal; told on the loop. */
    interface Events {
        /** The hub has the terminal. */
        void registered();

        /** The hub does not want it, or not any more; nothing is sent after that. */
        void stopped(Refusal refusal);
    }

    static final int USUAL_CREDIT = 96 << 10;
    static final int MAX_CHUNK = 64 << 10;
    static final int MAX_IN_FLIGHT = 64;
    static final int MAX_HISTORY_BYTES = 512 << 10;

    /** Less is not sent while more waits: chunks would only get smaller. */
    private static final int MIN_CHUNK = 16 << 10;
    /** The most a byte of output grows by in JSON, and the rest of a message. */
    private static final int JSON_GROWTH = 6;

    private static final int OVERHEAD = 1_024;
    private static final Duration REGISTER_WITHIN = Duration.ofSeconds(20);
    private static final long FIRST_RETRY_MS = 100;
    private static final long MAX_RETRY_MS = 5_000;

    private final String ptyId;
    private final String sessionId;
    private final KeptOutput kept;
    private final Events events;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Link link;

    private boolean everRegistered;
    private boolean registered;
    private boolean takeOver;
    private boolean foundAgain;
    private int historyBytes;
    private long retryMs;
    private boolean paused;
    private boolean writing;
    private boolean finishing;
    private boolean over;
    private int credit;
    private int inFlight;
    private long sent;
    private long acked;
    private @Nullable Refusal refused;
    private @Nullable TerminalSize toldSize;
    // Grows whenever what was sent before counts no more; answers to that are not looked at.
    private long round;

    /** Whether only more output lets something be sent; else something else will have it looked for. */
    private volatile boolean hungry;

    TerminalFeed(Link link, String ptyId, String sessionId, KeptOutput kept, Events events) {
        this.link = link;
        this.ptyId = ptyId;
        this.sessionId = sessionId;
        this.kept = kept;
        this.events = events;
    }

    /** The link is there: the terminal is registered with it. */
    void joined() {
        // What another took over in the meantime was taken from nobody who was there.
        takeOver = everRegistered;
        foundAgain = false;
        historyBytes = MAX_HISTORY_BYTES;
        retryMs = FIRST_RETRY_MS;
        register();
    }

    private void register() {
        if (over) {
            return;
        }
        long mine = newRound();
        paused = false;
        KeptOutput.Start start = kept.begin(historyBytes);
        ObjectNode registration = registration(start);
        if (tooLong(registration)) {
            start = kept.begin(0);
            registration = registration(start);
        }
        KeptOutput.Start told = start;
        link.ask("terminal:register", registration, REGISTER_WITHIN).whenComplete((answer, fault) -> {
            if (mine == round) {
                registered(told, answer);
            }
        });
    }

    private long newRound() {
        registered = false;
        writing = false;
        hungry = false;
        inFlight = 0;
        refused = null;
        return ++round;
    }

    private ObjectNode registration(KeptOutput.Start start) {
        ObjectNode registration = JsonNodeFactory.instance
                .objectNode()
                .put("ptyId", ptyId)
                .put("sessionId", sessionId)
                .put("cols", start.size().cols())
                .put("rows", start.size().rows())
                .put("takeover", takeOver)
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
            later(Duration.ZERO, this::register);
        } else if (!answer.path("success").asBoolean()) {
            notRegistered(Refusal.ofAck(answer));
        } else {
            long wanted = answer.path("position").asLong(start.position());
            acked = Math.max(start.position(), Math.min(wanted, kept.end()));
            sent = acked;
            credit = Math.max(1, answer.path("credit").asInt(USUAL_CREDIT));
            // The hub may go on with the size it knew last.
            toldSize = null;
            kept.taken(acked);
            registered = true;
            everRegistered = true;
            events.registered();
            pump();
        }
    }

    private void notRegistered(Refusal refusal) {
        boolean isAnothers = refusal.code().equals("conflict") && !takeOver;
        if (isAnothers || refusal.code().equals("not_found") || forbidden(refusal)) {
            stop(refusal);
            return;
        }
        if (refusal.code().equals("too_large")) {
            historyBytes = 0;
        }
        later(refusal.retryAfter(), this::register);
    }

    private static boolean forbidden(Refusal refusal) {
        return refusal.code().equals("forbidden") || refusal.code().equals("unauthenticated");
    }

    private void stop(Refusal refusal) {
        end();
        events.stopped(refusal);
    }

    /** Does something after a while that grows from try to try, while the link is there and nothing else came. */
    private void later(Duration least, Runnable what) {
        long mine = round;
        long after = Math.max(least.toMillis(), retryMs);
        retryMs = Math.min(MAX_RETRY_MS, 2 * retryMs);
        var unused = link.loop()
                .schedule(
                        () -> {
                            if (mine == round && link.joined()) {
                                what.run();
                            }
                        },
                        after,
                        TimeUnit.MILLISECONDS);
    }

    /** The link is gone; the command goes on without it. */
    void lost() {
        newRound();
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
        if (hungry && woken.compareAndSet(false, true)) {
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
        hungry = false;
        if (!registered || paused || writing || refused != null || inFlight >= MAX_IN_FLIGHT) {
            return;
        }
        long waiting = kept.end() - sent;
        long room = credit - (sent - acked);
        if (room < Math.min(Math.min(MIN_CHUNK, credit), waiting)) {
            return;
        }
        tellSize();
        int most = Math.min(MAX_CHUNK, (link.maxPayload() - OVERHEAD) / JSON_GROWTH);
        KeptOutput.Chunk chunk = kept.chunk(sent, (int) Math.max(4, Math.min(room, most)));
        if (chunk.position() > sent) {
            // What is between is forgotten; there is a snapshot of what it came to.
            register();
        } else if (chunk.text().isEmpty()) {
            rest();
        } else {
            send(chunk);
        }
    }

    private void rest() {
        finishIfDone();
        hungry = true;
        // What came before it was said that this waits for it.
        if (kept.end() > sent || !kept.sizeAt(sent).equals(toldSize)) {
            wake();
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
        inFlight++;
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
        inFlight--;
        if (refused != null) {
            // Whatever is said to what followed, it is sent again.
            goOnAfter(refused);
        } else if (!answer.path("success").asBoolean()) {
            refused = Refusal.ofAck(answer);
            goOnAfter(refused);
        } else {
            acked = Math.max(acked, Math.min(chunk.end(), sent));
            retryMs = FIRST_RETRY_MS;
            kept.taken(acked);
            pump();
            finishIfDone();
        }
    }

    private void goOnAfter(Refusal refusal) {
        if (inFlight > 0) {
            return;
        }
        if (forbidden(refusal) || refusal.code().equals("not_found") && foundAgain) {
            stop(refusal);
        } else if (refusal.code().equals("not_found")) {
            // The hub has forgotten it, or somebody else has it now, which is left to them.
            foundAgain = true;
            takeOver = false;
            registerLater(refusal);
        } else if (refusal.code().equals("conflict")) {
            registerLater(refusal);
        } else {
            later(refusal.retryAfter(), () -> {
                refused = null;
                writing = false;
                sent = acked;
                pump();
            });
        }
    }

    private void registerLater(Refusal refusal) {
        newRound();
        later(refusal.retryAfter(), this::register);
    }

    private void finishIfDone() {
        if (finishing && registered && refused == null && acked >= kept.end()) {
            drained.complete(null);
        }
    }
}
