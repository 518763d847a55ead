package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Envelope;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.Mail;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an agent that begins afresh the mail that waits for its session, before it gets any that comes now.
 *
 * <p>What the session was sent before the socket was in its room is read from the store, and what it was sent since comes
 * with the news, which wait until then. Which mail is of which kind, the log says. Spec: docs/protocol/events.md, "/cli".
 *
 * <p>Threads: {@link #begin} is confined to the socket's event loop.
 */
final class WaitingMail {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingMail.class);
    private static final int MOST = 1000;
    private static final int STRETCH = 500;

    private final MailService mail;
    private final EventFeed feed;
    private final Executor pool;

    WaitingMail(MailService mail, EventFeed feed, Executor pool) {
        this.mail = mail;
        this.feed = feed;
        this.pool = pool;
    }

    /** Begins to hold the socket's news, and reads and sends its mail on the pool. Before it joins its rooms. */
    void begin(HubClient agent) {
        BroadcastHold hold = BroadcastHold.now(agent.socket());
        try {
            pool.execute(() -> deliver(agent, hold));
        } catch (RejectedExecutionException e) {
            hold.giveUp();
            agent.socket().disconnectClient(DisconnectReason.RESYNC);
        }
    }

    // An agent that does not get its mail must not believe that there is none.
    private void deliver(HubClient agent, BroadcastHold hold) {
        try {
            List<StoredDocument> waiting = waiting(agent);
            hold.end(0, () -> waiting.forEach(letter -> send(agent, letter)));
        } catch (HubException | BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("an agent's mail cannot be read; it has to come again");
            agent.socket().disconnectClient(DisconnectReason.RESYNC);
        } finally {
            hold.giveUp();
        }
    }

    private List<StoredDocument> waiting(HubClient agent) {
        String sessionId = SocketScope.of(agent).ownSession();
        List<StoredDocument> all = mail.list(
                        Principals.caller(agent),
                        SocketScope.of(agent).project().orElse(null),
                        sessionId,
                        new Page(null, MOST))
                .documents();
        if (all.isEmpty()) {
            return all;
        }
        // Read after the list: whatever is on it is in the log by now.
        Set<String> live =
                Offset.parse(agent.socket().connectedAt()).map(this::mailSince).orElse(Set.of());
        return all.stream().filter(letter -> !live.contains(letter.key().id())).toList();
    }

    private Set<String> mailSince(Offset offset) {
        Set<String> ids = new HashSet<>();
        Optional<Offset> next = Optional.of(offset);
        while (next.isPresent()) {
            EventFeed.Stretch stretch = feed.read(next.get(), STRETCH);
            if (stretch.lost()) {
                throw new BackendUnavailableException("the log does not reach back to the socket's beginning");
            }
            List<CommittedEvent> events = stretch.events();
            events.stream()
                    .filter(event -> event.name() == EventName.MAIL_RECEIVED)
                    .forEach(event -> ids.add(event.data().as(Mail.class).id()));
            next = events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(events.get(events.size() - 1).offset());
        }
        return ids;
    }

    // Without an offset: that of long ago would make the client ask for everything since.
    private static void send(HubClient agent, StoredDocument letter) {
        String name = EventName.MAIL_RECEIVED.wire();
        agent.socket()
                .emit(
                        name,
                        List.of(Envelope.of(
                                name,
                                letter.body(),
                                letter.body().as(Mail.class).createdAt())));
    }
}
