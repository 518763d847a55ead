package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.domain.state.StateService;
import dev.maestro.server.domain.state.StateSnapshot;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives a socket a project's state, so placed between its events that nothing is missing and nothing comes twice.
 *
 * <p>The socket's broadcasts are held while the snapshot is read. When the news has come as far as the snapshot, what is
 * held and belongs before it is sent, then the ack, then the rest.
 */
final class StateSync {
    private static final long PATIENCE_SECONDS = 10;

    private final StateService states;
    private final FeedPosition feed;

    StateSync(StateService states, FeedPosition feed) {
        this.states = states;
        this.feed = feed;
    }

    /**
     * Reads and answers; blocks until the answer is on its way, so that one socket syncs once at a time.
     *
     * @throws HubException {@code not_found} if the project is not there for this socket; {@code unavailable} if the
     *     news does not come as far as the snapshot
     */
    void answer(HubClient client, String projectId, EventAnswer answer) {
        try {
            answer(BroadcastHold.on(client.socket()), client, projectId, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping; try again");
        }
    }

    private void answer(BroadcastHold hold, HubClient client, String projectId, EventAnswer answer)
            throws InterruptedException {
        try {
            StateSnapshot snapshot = states.snapshot(Principals.caller(client), projectId);
            CountDownLatch reached = new CountDownLatch(1);
            feed.whenDispatched(snapshot.offset(), () -> {
                hold.end(snapshot.offset().sequence(), () -> answer.succeedWith(snapshot.json()));
                reached.countDown();
            });
            if (!reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is too busy to give the state; try again");
            }
        } finally {
            hold.giveUp();
        }
    }
}
