package dev.maestro.server.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.EnginePacketType;
import dev.maestro.protocol.engineio.OpenHandshake;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that speaks Engine.IO. Opening, then open, then closed; told so once each.
 *
 * <p>Pings are answered; a hub that says nothing for as long as its own times allow is taken for dead, unless it is this
 * side that reads nothing.
 *
 * <p>Threads: confined to the loop, but for {@link #connected}, {@link #received} and {@link #broke}.
 */
final class EngineConnection {
    /** What happens to the connection; told on the loop. */
    interface Events {
        void opened(OpenHandshake handshake);

        void message(String text);

        /** The connection is over; it has told what it had to, and nothing follows. */
        void closed(String why);
    }

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final long MIN_CHECK_MS = 50;
    private static final long MAX_TIME_MS = 3_600_000;
    private static final Runnable NOTHING = () -> {};

    private final ScheduledExecutorService loop;
    private final Events events;

    private @Nullable WebSocket socket;
    private @Nullable Outbox outbox;
    private @Nullable ScheduledFuture<?> check;
    private boolean opened;
    private boolean closed;
    private boolean reading = true;
    private int unread;
    private long lastHeard;

    private EngineConnection(ScheduledExecutorService loop, Events events) {
        this.loop = loop;
        this.events = events;
    }

    /** Begins to connect. */
    static EngineConnection open(HttpClient http, URI address, ScheduledExecutorService loop, Events events) {
        EngineConnection connection = new EngineConnection(loop, events);
        var unused = http.newWebSocketBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .buildAsync(address, new TextIntake(connection))
                .exceptionally(fault -> {
                    connection.broke("the hub cannot be reached" + reason(fault));
                    return null;
                });
        return connection;
    }

    /** Takes the WebSocket, before anything that comes over it; from any thread. */
    void connected(WebSocket made) {
        loop.execute(() -> {
            if (closed) {
                made.abort();
            } else {
                socket = made;
                outbox = new Outbox(made, loop, this::close);
            }
        });
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        String message = cause.getMessage();
        return message == null || message.isBlank() ? "" : " (" + message + ")";
    }

    /** Takes a message of the hub's; from any thread. */
    void received(String text) {
        loop.execute(() -> {
            try {
                handle(text);
            } finally {
                unread++;
                readOn();
            }
        });
    }

    /** Takes word that the connection is over; from any thread. */
    void broke(String why) {
        loop.execute(() -> close(why));
    }

    private void handle(String text) {
        if (closed) {
            return;
        }
        lastHeard = System.nanoTime();
        try {
            EnginePacket.Text packet = EnginePacket.ofText(text);
            switch (packet.type()) {
                case OPEN -> opened(packet.data());
                case PING -> write(new EnginePacket.Text(EnginePacketType.PONG, packet.data()).encoded(), NOTHING);
                case MESSAGE -> message(packet.data());
                case CLOSE -> close("the hub closed the link");
                case PONG, UPGRADE, NOOP -> {}
            }
        } catch (PacketFormatException e) {
            close("the hub sent what is no packet: " + e.getMessage());
        }
    }

    private void message(String data) {
        if (!opened) {
            throw new PacketFormatException("a message before the link was open");
        }
        events.message(data);
    }

    private void opened(String data) {
        if (opened) {
            throw new PacketFormatException("the link was opened twice");
        }
        OpenHandshake handshake;
        try {
            handshake = Json.mapper().readValue(data, OpenHandshake.class);
        } catch (JsonProcessingException e) {
            throw new PacketFormatException("the opening is not as it should be");
        }
        opened = true;
        long silence = Math.min(MAX_TIME_MS, Math.max(1, handshake.pingInterval()))
                + Math.min(MAX_TIME_MS, Math.max(1, handshake.pingTimeout()));
        long every = Math.max(MIN_CHECK_MS, silence / 8);
        check = loop.scheduleAtFixedRate(() -> listen(silence), every, every, TimeUnit.MILLISECONDS);
        events.opened(handshake);
    }

    private void listen(long silenceMs) {
        if (reading && System.nanoTime() - lastHeard > TimeUnit.MILLISECONDS.toNanos(silenceMs)) {
            close("the hub has been silent for " + silenceMs + " ms");
        }
    }

    /** Sends an Engine.IO packet; {@code written} runs once it is handed to the network, never if that fails. */
    void write(String packet, Runnable written) {
        if (!closed && outbox != null) {
            outbox.add(packet, written);
        }
    }

    /** Reads no more messages than a few that are under way, or reads on. */
    void reading(boolean wanted) {
        if (wanted && !reading) {
            // What was said in the meantime is still to be read.
            lastHeard = System.nanoTime();
        }
        reading = wanted;
        readOn();
    }

    private void readOn() {
        if (reading && socket != null && unread > 0) {
            socket.request(unread);
            unread = 0;
        }
    }

    /** Closes the WebSocket properly, once all that waits is written. */
    void end() {
        WebSocket open = socket;
        if (open == null || closed) {
            close("ended");
            return;
        }
        write(new EnginePacket.Text(EnginePacketType.CLOSE, "").encoded(), () -> {
            var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .whenComplete((sent, fault) -> loop.execute(() -> close("ended")));
        });
    }

    /** Ends it at once. */
    void close(String why) {
        if (closed) {
            return;
        }
        closed = true;
        if (check != null) {
            check.cancel(false);
        }
        if (socket != null) {
            socket.abort();
        }
        events.closed(why);
    }
}
