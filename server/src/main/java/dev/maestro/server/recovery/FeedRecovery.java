package dev.maestro.server.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.broadcast.Dialects;
import dev.maestro.server.broadcast.Reach;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Position;
import dev.maestro.server.socketio.Recovery;
import dev.maestro.server.socketio.RecoveryAwayException;
import dev.maestro.server.socketio.SavedSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovery out of the backend: sockets' state from its recovery sessions, what they missed from its event log.
 *
 * <p>The log is rendered by the same dialects as the live news, so that what is replayed is what was broadcast.
 *
 * <p>Threads: thread-safe; reading is done on the executor.
 */
public final class FeedRecovery implements Recovery {
    private static final Logger log = LoggerFactory.getLogger(FeedRecovery.class);
    private static final int EVENTS_A_STRETCH = 128;

    private final RecoverySessions sessions;
    private final EventFeed feed;
    private final Dialects dialects;
    private final Reach reach;
    private final Executor executor;

    /**
     * Puts a recovery together.
     *
     * @param dialects those that the live news is rendered by
     * @param reach how far the live news has come; nothing later is replayed, as this node does not know yet who may see it
     * @param executor where the store is read; what it rejects is not recovered
     */
    public FeedRecovery(RecoverySessions sessions, EventFeed feed, Dialects dialects, Reach reach, Executor executor) {
        this.sessions = sessions;
        this.feed = feed;
        this.dialects = dialects;
        this.reach = reach;
        this.executor = executor;
    }

    /** Returns an offset of the feed as the engine counts it. */
    public static Position position(Offset offset) {
        return new Position(offset.text(), offset.sequence());
    }

    @Override
    public CompletionStage<Void> save(String pid, SavedSocket socket) {
        return sessions.save(pid, JsonBytes.of(socket));
    }

    @Override
    public void gone(String pid) {
        noted(sessions.gone(pid));
    }

    @Override
    public void forget(String pid) {
        noted(sessions.forget(pid));
    }

    @Override
    public CompletionStage<Optional<SavedSocket>> find(String pid) {
        return read(() -> sessions.find(pid).map(FeedRecovery::savedSocket));
    }

    @Override
    public CompletionStage<Missed> resume(SavedSocket socket, Set<String> addresses, @Nullable String offset) {
        Optional<Offset> connectedAt = Offset.parse(socket.offset());
        if (connectedAt.isEmpty()) {
            return CompletableFuture.completedStage(Missed.LOST);
        }
        Offset from = Optional.ofNullable(offset)
                .flatMap(Offset::parse)
                .filter(last -> isLater(last, connectedAt.get()))
                .orElse(connectedAt.get());
        return read(() -> stretch(addresses, from));
    }

    @Override
    public CompletionStage<Missed> next(Set<String> addresses, Position after) {
        return read(() -> stretch(addresses, Offset.parse(after.offset()).orElseThrow()));
    }

    /** A client keeps an offset of an earlier connection until its first event of this one. */
    private static boolean isLater(Offset last, Offset connectedAt) {
        return last.epoch().equals(connectedAt.epoch()) && last.isAfter(connectedAt);
    }

    private Missed stretch(Set<String> addresses, Offset after) {
        EventFeed.Stretch stretch = feed.readTold(after, EVENTS_A_STRETCH);
        Offset live = reach.offset();
        // Of another epoch: this node is about to learn of it, and makes everybody read anew.
        if (stretch.lost() || !live.epoch().equals(after.epoch())) {
            return Missed.LOST;
        }
        List<Broadcast> broadcasts = new ArrayList<>();
        Offset reached = after;
        for (CommittedEvent event : stretch.events()) {
            if (event.offset().isAfter(live)) {
                break;
            }
            Dialects.Rendering rendering = dialects.renderFor(addresses, event);
            if (!rendering.failed().isEmpty()) {
                return Missed.LOST;
            }
            rendering.deliveries().broadcasts().stream()
                    .filter(broadcast -> addresses.contains(broadcast.namespace()))
                    .forEach(broadcasts::add);
            reached = event.offset();
        }
        return new Missed(broadcasts, position(reached), false);
    }

    private <T> CompletionStage<T> read(Supplier<T> reading) {
        try {
            return CompletableFuture.supplyAsync(() -> present(reading), executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(new RecoveryAwayException(e));
        }
    }

    private static <T> T present(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BackendUnavailableException e) {
            throw new RecoveryAwayException(e);
        }
    }

    private static void noted(CompletionStage<Void> change) {
        var unused = change.whenComplete((done, failure) -> {
            if (failure != null) {
                log.atDebug().setCause(failure).log("the end of a socket could not be stored yet");
            }
        });
    }

    private static SavedSocket savedSocket(JsonBytes state) {
        try {
            return Json.mapper().readValue(state.array(), SavedSocket.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a socket's saved state is not readable", e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }
}
