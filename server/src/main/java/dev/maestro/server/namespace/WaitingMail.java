package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Envelope;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.socketio.SendResult;
import dev.maestro.server.socketio.Socket;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an agent that begins afresh the mail that waits for its session, before it gets any that comes now.
 *
 * <p>What the session was sent before the socket was in its room is read from the store, page by page as the connection
 * takes it, and what it was sent since comes with the news, which wait until then. Which mail is of which kind, the log
 * says. That all was given is noted as a room of the socket: rooms are kept for its recovery, and one that comes back
 * without that note is given all of it anew. Spec: docs/protocol/events.md, "/cli".
 *
 * <p>Threads: {@link #begin} is confined to the socket's event loop.
 */
final class WaitingMail {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingMail.class);
    private static final String GIVEN = Room.MAIL_PREFIX + "given";
    private static final int LETTERS_A_PAGE = 32;
    private static final int STRETCH = 500;

    private final MailService mail;
    private final EventFeed feed;
    private final Executor pool;

    WaitingMail(MailService mail, EventFeed feed, Executor pool) {
        this.mail = mail;
        this.feed = feed;
        this.pool = pool;
    }

    /**
     * Begins to hold the socket's news, and reads and sends its mail, unless it has it. Before it joins its rooms.
     */
    void begin(HubClient agent) {
        if (!agent.socket().isIn(GIVEN)) {
            new Delivery(agent, BroadcastHold.now(agent.socket())).goOn();
        }
    }

    /** One agent's mail. Threads: one page after the other, each read on the pool and sent on the event loop. */
    private final class Delivery {
        private final HubClient agent;
        private final Socket socket;
        private final BroadcastHold hold;
        private final Set<String> live = new HashSet<>();
        private Optional<Offset> readTo;
        private @Nullable String cursor;

        Delivery(HubClient agent, BroadcastHold hold) {
            this.agent = agent;
            this.socket = agent.socket();
            this.hold = hold;
            this.readTo = Offset.parse(socket.connectedAt());
        }

        private void goOn() {
            try {
                pool.execute(this::page);
            } catch (RejectedExecutionException e) {
                fail();
            }
        }

        private void page() {
            boolean read = false;
            try {
                DocumentPage page = mail.list(
                        Principals.caller(agent),
                        SocketScope.of(agent).project().orElse(null),
                        SocketScope.of(agent).ownSession(),
                        new Page(cursor, LETTERS_A_PAGE));
                cursor = page.next();
                if (!page.documents().isEmpty()) {
                    // Read after the page: whatever is on it is in the log by now.
                    readLog();
                }
                Deque<EncodedPacket> letters = page.documents().stream()
                        .filter(letter -> !live.contains(letter.key().id()))
                        .map(letter -> encoded(socket, letter))
                        .collect(Collectors.toCollection(ArrayDeque::new));
                read = true;
                socket.execute(() -> send(letters));
            } catch (HubException | BackendUnavailableException e) {
                LOG.atDebug().setCause(e).log("an agent's mail cannot be read");
            } finally {
                if (!read) {
                    fail();
                }
            }
        }

        private void send(Deque<EncodedPacket> letters) {
            while (!letters.isEmpty()) {
                SendResult result = socket.offer(letters.peek());
                if (result == SendResult.CLOSED) {
                    return;
                }
                if (result != SendResult.SENT) {
                    socket.whenWritable(() -> send(letters));
                    return;
                }
                letters.remove();
            }
            if (cursor == null) {
                // What is not taken by then may be lost with the connection.
                socket.whenWritable(() -> hold.end(0, () -> socket.join(Set.of(GIVEN))));
            } else {
                goOn();
            }
        }

        // An agent that does not get its mail must not believe that there is none.
        private void fail() {
            hold.giveUp();
            socket.disconnectClient(DisconnectReason.RESYNC);
        }

        private void readLog() {
            while (readTo.isPresent()) {
                EventFeed.Stretch stretch = feed.read(readTo.get(), STRETCH);
                if (stretch.lost()) {
                    // Of a socket that has been there for long: rather what it has twice than what it lacks never.
                    readTo = Optional.empty();
                    return;
                }
                List<CommittedEvent> events = stretch.events();
                if (events.isEmpty()) {
                    return;
                }
                events.stream()
                        .filter(event -> event.name() == EventName.MAIL_RECEIVED)
                        .forEach(event ->
                                live.add(event.data().asKnown(Mail.class).id()));
                readTo = Optional.of(events.get(events.size() - 1).offset());
            }
        }
    }

    // Without an offset: that of long ago would make the client ask for everything since.
    private static EncodedPacket encoded(Socket socket, StoredDocument letter) {
        String name = EventName.MAIL_RECEIVED.wire();
        JsonBytes envelope = Envelope.of(
                name, letter.body(), letter.body().asKnown(Mail.class).createdAt());
        return SocketPacketEncoder.event(socket.namespace(), null, name, List.of(envelope));
    }
}
