package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.engineio.OpenHandshake;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketDecoder;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One namespace of a hub, joined again whenever the link broke.
 *
 * <p>States: apart (connecting, joining, or waiting to try again) and joined, back and forth; closed at the end. What is
 * sent while apart is dropped, and what is asked then fails. Delays grow from 200 ms to 5 s; a hub that says when to come
 * back ({@code server:shutdown}, {@code server:goodbye}, {@code retry_after}) is obeyed.
 *
 * <p>Threads: everything happens on the loop, {@link #loop()}, and methods are called there; only {@link #start},
 * {@link #close} and {@link #loop} are for anybody.
 *
 * <p>Spec: docs/protocol/engine.md; Socket.IO v5.
 */
public final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);
    private static final String SHUTDOWN = "server:shutdown";
    private static final String GOODBYE = "server:goodbye";
    private static final String NEVER = "never";
    private static final long MAX_SHUTDOWN_MS = 60_000;
    private static final int USUAL_PAYLOAD = 1_000_000;
    private static final Runnable NOTHING = () -> {};

    private final LinkConfig config;
    private final LinkListener listener;
    private final HttpClient http;
    private final ScheduledExecutorService loop = LinkLoop.create();
    private final Backoff backoff;
    private final Answers answers = new Answers(loop);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Of the loop.
    private @Nullable EngineConnection connection;
    private SocketPacketDecoder decoder = new SocketPacketDecoder();
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable String pid;
    private @Nullable String offset;
    private int maxPayload = USUAL_PAYLOAD;
    private boolean joined;
    private boolean closed;
    private long joinedAt;
    private Duration comeBackAfter = Duration.ZERO;
    private @Nullable JsonNode goodbye;

    private Link(LinkConfig config, LinkListener listener, HttpClient http) {
        this.config = config;
        this.listener = listener;
        this.http = http;
        this.backoff = new Backoff(config.times(), ThreadLocalRandom.current());
    }

    /** Makes a link that does nothing before it is started. */
    public static Link of(LinkConfig config, LinkListener listener) {
        return new Link(config, listener, HttpClient.newHttpClient());
    }

    /** Begins to connect. */
    public void start() {
        loop.execute(this::connect);
    }

    /** Returns the loop: one thread, a daemon; what it is given after the link closed is left out. */
    public ScheduledExecutorService loop() {
        return loop;
    }

    /** Returns whether the namespace is joined now. */
    public boolean joined() {
        return joined;
    }

    /** Returns the largest message the hub takes, in bytes. */
    public int maxPayload() {
        return maxPayload;
    }

    /** Sends an event; {@code payload} is a record, a node or a map, or null for none. Dropped while apart. */
    public void emit(String event, @Nullable Object payload) {
        if (joined) {
            write(Packets.event(config.namespace(), null, event, payload), NOTHING);
        }
    }

    /**
     * Sends an event and asks for an ack.
     *
     * @param patience zero to wait as long as the link lasts
     * @return the ack's first value, missing where there is none; or a {@link LinkLostException}
     */
    public CompletionStage<JsonNode> ask(String event, @Nullable Object payload, Duration patience) {
        return ask(event, payload, patience, NOTHING);
    }

    /**
     * The same, and says when the event is written.
     *
     * @param written runs once it is handed to the network, and never if the link breaks first
     */
    public CompletionStage<JsonNode> ask(String event, @Nullable Object payload, Duration patience, Runnable written) {
        if (!joined) {
            return CompletableFuture.failedStage(new LinkLostException("there is no link to the hub"));
        }
        long id = answers.nextId();
        CompletionStage<JsonNode> answer = answers.await(id, patience);
        write(Packets.event(config.namespace(), id, event, payload), written);
        return answer;
    }

    /** Reads no more from the hub than a few messages that are under way, or reads on. Holds for this connection only. */
    public void reading(boolean wanted) {
        if (connection != null) {
            connection.reading(wanted);
        }
    }

    /** Leaves the namespace for good, if it is joined, and closes the link once that is written. */
    public CompletionStage<Void> close() {
        loop.execute(this::leave);
        return ended;
    }

    private void leave() {
        if (closed) {
            return;
        }
        closed = true;
        cancelTimer();
        EngineConnection open = connection;
        if (open == null) {
            finish();
            return;
        }
        if (joined) {
            write(Packets.disconnect(config.namespace()), NOTHING);
        }
        timer = loop.schedule(
                () -> open.close("left"), config.times().leaveWithin().toMillis(), TimeUnit.MILLISECONDS);
        open.end();
    }

    private void finish() {
        closed = true;
        cancelTimer();
        ended.complete(null);
        loop.shutdown();
    }

    private void write(String packet, Runnable written) {
        if (connection != null) {
            connection.write(packet, written);
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        decoder = new SocketPacketDecoder();
        comeBackAfter = Duration.ZERO;
        connection = EngineConnection.open(http, config.hub().webSocket(), loop, new FromEngine());
        EngineConnection attempt = connection;
        timer = loop.schedule(
                () -> attempt.close("the hub did not answer in time"),
                config.times().joinWithin().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void again(Duration after) {
        long nanos = Math.max(after.toNanos(), backoff.next().toNanos());
        timer = loop.schedule(this::connect, nanos, TimeUnit.NANOSECONDS);
    }

    /** The hub's side, as the connection tells of it. */
    private final class FromEngine implements EngineConnection.Events {
        @Override
        public void opened(OpenHandshake handshake) {
            maxPayload = handshake.maxPayload();
            ObjectNode auth = config.auth().get();
            if (config.recoverable() && pid != null) {
                auth.put("pid", pid);
                if (offset != null) {
                    auth.put("offset", offset);
                }
            }
            write(Packets.connect(config.namespace(), auth), NOTHING);
        }

        @Override
        public void message(String text) {
            decoder.text(text).ifPresent(this::packet);
        }

        private void packet(SocketPacket packet) {
            if (!packet.namespace().equals(config.namespace())) {
                throw new PacketFormatException("a packet of another namespace");
            }
            switch (packet.type()) {
                case CONNECT -> granted(((SocketPacket.Connect) packet).data());
                case CONNECT_ERROR -> refused(((SocketPacket.ConnectError) packet).data());
                case DISCONNECT -> putOut();
                case EVENT -> event((SocketPacket.Event) packet);
                case ACK -> {
                    SocketPacket.Ack ack = (SocketPacket.Ack) packet;
                    answers.take(ack.ackId(), ack.args());
                }
            }
        }

        private void granted(@Nullable JsonNode data) {
            if (joined) {
                throw new PacketFormatException("the namespace was joined twice");
            }
            String given = data == null ? null : data.path("pid").textValue();
            boolean recovered = given != null && given.equals(pid);
            if (!recovered) {
                pid = given;
                offset = null;
            }
            joined = true;
            joinedAt = System.nanoTime();
            cancelTimer();
            log.atInfo().addKeyValue("recovered", recovered).log("joined the hub");
            listener.joined(recovered);
        }

        private void refused(JsonNode error) {
            if (joined) {
                throw new PacketFormatException("the namespace was refused after it was joined");
            }
            Refusal refusal = Refusal.ofConnectError(error);
            log.atInfo().addKeyValue("code", refusal.code()).log("the hub refused the link");
            drop("refused");
            if (!closed && listener.refused(refusal)) {
                again(refusal.retryAfter());
            } else {
                finish();
            }
        }

        /** What was put out cannot be recovered; whether it may come in again is asked anew. */
        private void putOut() {
            pid = null;
            offset = null;
            if (connection != null) {
                connection.close("the hub ended the link");
            }
        }

        private void event(SocketPacket.Event event) {
            if (!joined) {
                throw new PacketFormatException("an event before the namespace was joined");
            }
            if (event.name().equals(SHUTDOWN) && !event.args().isEmpty()) {
                long millis = event.args().get(0).path("reconnectAfter").asLong(0);
                comeBackAfter = Duration.ofMillis(Math.max(0, Math.min(MAX_SHUTDOWN_MS, millis)));
            }
            if (event.name().equals(GOODBYE) && !event.args().isEmpty()) {
                goodbye = event.args().get(0);
                long millis = goodbye.path("after").asLong(0);
                if (millis > 0) {
                    comeBackAfter = Duration.ofMillis(Math.min(MAX_SHUTDOWN_MS, millis));
                }
            }
            listener.event(event.name(), withoutOffset(event.args()), answer(event.ackId()));
        }

        private List<JsonNode> withoutOffset(List<JsonNode> args) {
            int last = args.size() - 1;
            if (pid == null || last < 0 || !args.get(last).isTextual()) {
                return args;
            }
            offset = args.get(last).textValue();
            return args.subList(0, last);
        }

        private Consumer<Object> answer(@Nullable Long ackId) {
            EngineConnection asked = connection;
            AtomicBoolean open = new AtomicBoolean(ackId != null);
            return value -> {
                if (ackId != null && asked == connection && open.compareAndSet(true, false)) {
                    write(Packets.ack(config.namespace(), ackId, value), NOTHING);
                }
            };
        }

        @Override
        public void closed(String why) {
            if (connection == null) {
                return;
            }
            JsonNode said = goodbye;
            goodbye = null;
            boolean lasted = joined
                    && System.nanoTime() - joinedAt
                            > config.times().stableAfter().toNanos();
            connection = null;
            joined = false;
            cancelTimer();
            answers.fail();
            if (closed) {
                finish();
                return;
            }
            String reason = said == null ? why : said.path("reason").asText(why);
            log.atInfo().addKeyValue("reason", reason).log("no link to the hub");
            if (said != null && said.path("retry").asText().equals(NEVER)) {
                Refusal last = new Refusal(said.path("code").asText(""), reason, Duration.ZERO);
                if (!listener.putOut(last)) {
                    finish();
                    return;
                }
            }
            if (lasted) {
                backoff.reset();
            }
            if (listener.lost(reason)) {
                again(comeBackAfter);
            } else {
                finish();
            }
        }
    }

    /** Closes the connection without word of it. */
    private void drop(String why) {
        EngineConnection open = connection;
        connection = null;
        cancelTimer();
        if (open != null) {
            open.close(why);
        }
    }
}
