package dev.maestro.server.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.LiveChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this node and the others talk to each other. What one says to another arrives in the order it was said, or not at
 * all.
 *
 * <p>What somebody sends that nobody understands is logged and dropped, or refused if it was an ask: nodes of different
 * versions may be up at once.
 *
 * <p>Threads: thread-safe; nothing blocks. Handlers are called on the cluster's pool, of one sending node in order and never
 * two at once; who has to wait for something does so elsewhere and answers later.
 */
public final class Peers implements AutoCloseable {
    /** The most a message may say, in bytes. */
    public static final int MAX_BODY_BYTES = 8 << 20;

    static final int PART_BYTES = 512 * 1_024;
    static final int MOST_PARTS = MAX_BODY_BYTES / PART_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final String ALL = "nodes";
    private static final int MOST_WAITING = 20_000;
    private static final byte[] NOTHING = {};

    /** Several {@linkplain #beat beats}: that of a node that is up may be late, and some may be lost. */
    private static final long SILENCE_NANOS = Duration.ofMillis(2_500).toNanos();

    private static final long FORGET_NANOS = Duration.ofMinutes(5).toNanos();
    private static final String ALIVE = "node.alive";

    private final String self;
    private final LiveChannel live;
    private final Executor pool;
    private final Asks asks;
    private final LongSupplier nanos;
    private final Object order = new Object();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, AskHandler> askHandlers = new ConcurrentHashMap<>();
    private final Map<String, TellHandler> tellHandlers = new ConcurrentHashMap<>();
    private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
    private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
    private final List<LiveChannel.Subscription> ears = new CopyOnWriteArrayList<>();

    /** Answers an ask. */
    public interface AskHandler {
        /**
         * Does what another node asks for; a {@link HubException}, thrown or in the stage, is its refusal there too.
         *
         * @param from the node that asks
         */
        CompletionStage<byte[]> asked(String from, byte[] body);
    }

    /** Takes what is told. */
    public interface TellHandler {
        void told(String from, byte[] body);
    }

    /** What comes from one node. */
    private final class Inbox {
        private final SerialWork work = new SerialWork(pool, MOST_WAITING);
        private final Parts parts = new Parts();
        private volatile long heard = nanos.getAsLong();

        boolean silentFor(long time) {
            return nanos.getAsLong() - heard >= time;
        }

        void take(Envelope part) {
            heard = nanos.getAsLong();
            work.execute(() -> {
                Envelope message = parts.take(part);
                if (message != null) {
                    handle(message);
                }
            });
        }
    }

    private Peers(String self, LiveChannel live, Executor pool, ScheduledExecutorService timers, LongSupplier nanos) {
        this.self = self;
        this.live = live;
        this.pool = pool;
        this.asks = new Asks(timers);
        this.nanos = nanos;
        onTell(ALIVE, (from, body) -> {});
    }

    /** Listens to other nodes from now on; blocks for a moment. */
    static Peers open(String self, LiveChannel live, Executor pool, ScheduledExecutorService timers) {
        return open(self, live, pool, timers, System::nanoTime);
    }

    static Peers open(
            String self, LiveChannel live, Executor pool, ScheduledExecutorService timers, LongSupplier nanos) {
        Peers peers = new Peers(self, live, pool, timers, nanos);
        LiveChannel.Listener listener = new LiveChannel.Listener() {
            @Override
            public void onMessage(byte[] message) {
                peers.arrived(message);
            }

            @Override
            public void onLoss() {
                peers.lost();
            }
        };
        peers.ears.add(live.subscribe(topic(self), listener));
        peers.ears.add(live.subscribe(ALL, listener));
        return peers;
    }

    private static String topic(String node) {
        return "node:" + node;
    }

    /** Answers asks of a kind; to be called before others may ask. */
    public void onAsk(String kind, AskHandler handler) {
        askHandlers.put(kind, handler);
    }

    /** Takes what is told of a kind; to be called before others may tell. */
    public void onTell(String kind, TellHandler handler) {
        tellHandlers.put(kind, handler);
    }

    /** Has something run when messages to this node may have been lost; it must not block. */
    public void onLoss(Runnable listener) {
        lossListeners.add(listener);
    }

    /** Returns where what blocks can be done; it may refuse. */
    public Executor pool() {
        return pool;
    }

    /**
     * Asks another node, or this one.
     *
     * @return its answer; else a {@link HubException}: its refusal, or {@code unavailable} if it does not answer within
     *     {@value Asks#SECONDS} s, was not heard of for a while, is gone, or its answer may have been lost. Then it is not
     *     known whether it did what was asked
     */
    public CompletionStage<byte[]> ask(String node, String kind, byte[] body) {
        long number = numbers.incrementAndGet();
        CompletableFuture<byte[]> answer = asks.add(number, node);
        if (isSilent(node)) {
            asks.fail(number, silent());
        } else if (!send(topic(node), Envelope.Type.ASK, number, kind, body)) {
            asks.fail(number, unavailable("the node cannot be reached now"));
        }
        return answer;
    }

    /** Tells another node something; returns false if it was not even sent. */
    @CanIgnoreReturnValue
    public boolean tell(String node, String kind, byte[] body) {
        return send(topic(node), Envelope.Type.TELL, numbers.incrementAndGet(), kind, body);
    }

    /** Tells all other nodes something. */
    @CanIgnoreReturnValue
    public boolean tellAll(String kind, byte[] body) {
        return send(ALL, Envelope.Type.TELL, numbers.incrementAndGet(), kind, body);
    }

    private boolean send(String topic, Envelope.Type type, long number, String kind, byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("bytes", body.length)
                    .log("too much to say to a node");
            return false;
        }
        int parts = Math.max(1, (body.length + PART_BYTES - 1) / PART_BYTES);
        if (parts == 1) {
            Envelope only = new Envelope(type, self, number, 0, 1, kind, NOTHING);
            return live.publish(topic, only.encode(body, 0, body.length));
        }
        // Nothing may come in between, or it would not be put together again.
        synchronized (order) {
            boolean sent = true;
            for (int part = 0; part < parts && sent; part++) {
                int at = part * PART_BYTES;
                Envelope envelope = new Envelope(type, self, number, part, parts, kind, NOTHING);
                sent = live.publish(topic, envelope.encode(body, at, Math.min(PART_BYTES, body.length - at)));
            }
            return sent;
        }
    }

    /** Says that this node is up, and gives up waiting for those that do not; to be called twice a second. */
    void beat() {
        tellAll(ALIVE, NOTHING);
        for (String node : inboxes.keySet()) {
            if (isSilent(node)) {
                asks.failOf(node, silent());
            }
            inboxes.computeIfPresent(
                    node, (id, inbox) -> inbox.silentFor(FORGET_NANOS) && inbox.work.isIdle() ? null : inbox);
        }
    }

    /** Returns whether a node, once heard of, says nothing any more. */
    private boolean isSilent(String node) {
        Inbox inbox = inboxes.get(node);
        return inbox != null && !node.equals(self) && inbox.silentFor(SILENCE_NANOS);
    }

    private static HubException silent() {
        return unavailable("the other node is not heard of; try again soon");
    }

    private void arrived(byte[] message) {
        try {
            Envelope part = Envelope.decode(message);
            if (!part.from().equals(self) || part.type() != Envelope.Type.TELL) {
                take(part);
            }
        } catch (MalformedBodyException e) {
            LOG.atWarn().setCause(e).log("a message between nodes is not understood, and dropped");
        } catch (RejectedExecutionException e) {
            LOG.atWarn().setCause(e).log("a message between nodes is dropped");
        }
    }

    private void take(Envelope part) {
        // In one step, so that it is not forgotten with this in it.
        Inbox taken = inboxes.compute(part.from(), (from, known) -> {
            Inbox inbox = known == null ? new Inbox() : known;
            inbox.take(part);
            return inbox;
        });
        assert taken != null;
    }

    private void lost() {
        LOG.atInfo().log("messages of other nodes may have been lost");
        asks.failAll(unavailable("the other node's answer may have been lost"));
        lossListeners.forEach(Runnable::run);
    }

    /** Waits for no answer of a node any more. What it said is still handled: it may only have lost its lease. */
    void gone(String node) {
        asks.failOf(node, unavailable("the other node is gone"));
    }

    private void handle(Envelope message) {
        switch (message.type()) {
            case TELL -> told(message);
            case ASK -> asked(message);
            case ANSWER -> asks.answer(message.number(), message.from(), message.body());
            case REFUSAL -> asks.refuse(message.number(), message.from(), message.body());
        }
    }

    private void told(Envelope message) {
        TellHandler handler = tellHandlers.get(message.kind());
        if (handler == null) {
            LOG.atDebug().addKeyValue("message", message).log("not understood, and dropped");
            return;
        }
        try {
            handler.told(message.from(), message.body());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("message", message).setCause(e).log("what a node told is dropped");
        }
    }

    private void asked(Envelope message) {
        AskHandler handler = askHandlers.get(message.kind());
        if (handler == null) {
            answer(message, unavailable("this node does not know " + message.kind()));
            return;
        }
        try {
            handler.asked(message.from(), message.body()).whenComplete((body, failure) -> {
                if (failure == null) {
                    answer(message, body);
                } else {
                    answer(message, failure);
                }
            });
        } catch (RuntimeException e) {
            answer(message, e);
        }
    }

    private void answer(Envelope ask, byte[] body) {
        if (!send(topic(ask.from()), Envelope.Type.ANSWER, ask.number(), "", body)) {
            answer(ask, unavailable("the other node's answer could not be sent"));
        }
    }

    private void answer(Envelope ask, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        HubException refusal;
        if (cause instanceof HubException known) {
            refusal = known;
        } else {
            LOG.atWarn().addKeyValue("message", ask).setCause(cause).log("what a node asked for failed");
            refusal = HubException.of(ErrorCode.UNAVAILABLE, "the other node could not do it");
        }
        byte[] body = Asks.encode(refusal);
        if (!send(topic(ask.from()), Envelope.Type.REFUSAL, ask.number(), "", body)) {
            LOG.atDebug().addKeyValue("message", ask).log("a refusal could not be sent");
        }
    }

    private static HubException unavailable(String why) {
        return HubException.of(ErrorCode.UNAVAILABLE, why);
    }

    @Override
    public void close() {
        ears.forEach(LiveChannel.Subscription::close);
        asks.failAll(unavailable("the hub is stopping"));
    }
}
