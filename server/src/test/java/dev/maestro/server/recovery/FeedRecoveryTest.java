package dev.maestro.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Offset;
import dev.maestro.server.broadcast.Dialects;
import dev.maestro.server.broadcast.MaestroDialect;
import dev.maestro.server.broadcast.Reach;
import dev.maestro.server.domain.Services;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Recovery;
import dev.maestro.server.socketio.SavedSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FeedRecoveryTest {
    @RegisterExtension
    final Services hub = new Services();

    @BeforeEach
    void commitThreeEvents() {
        for (int i = 0; i < 3; i++) {
            hub.project();
        }
    }

    @Test
    void nothingIsReplayedThatThisNodeHasNotBroadcastYet() {
        Recovery.Missed missed = resume(at(0), at(2));

        assertThat(missed.lost()).isFalse();
        assertThat(sequences(missed)).containsExactly(1L, 2L);
        assertThat(missed.reached()).isEqualTo(FeedRecovery.position(at(2)));
    }

    @Test
    void whoComesFromANodeThatWasFasterIsNotLostAndGoesOnFromThere() {
        Recovery.Missed missed = resume(at(3), at(1));

        assertThat(missed.lost()).isFalse();
        assertThat(missed.broadcasts()).isEmpty();
        assertThat(missed.reached()).isEqualTo(FeedRecovery.position(at(3)));
    }

    @Test
    void whatIsOfAnEpochThatThisNodeHasYetToLearnOfIsNotReplayed() {
        assertThat(resume(at(1), new Offset("before", 2)).lost()).isTrue();
    }

    private Recovery.Missed resume(Offset after, Offset reached) {
        FeedRecovery recovery = new FeedRecovery(
                hub.backend.recoverySessions(),
                hub.backend.feed(),
                new Dialects(List.of(new MaestroDialect())),
                new Reach(reached),
                Runnable::run);
        SavedSocket socket = new SavedSocket("s", "/ui", "ada", at(0).text(), Map.of());
        return recovery.resume(socket, Set.of("/ui"), after.text())
                .toCompletableFuture()
                .join();
    }

    private Offset at(long sequence) {
        return new Offset(hub.backend.feed().head().epoch(), sequence);
    }

    private static List<Long> sequences(Recovery.Missed missed) {
        return missed.broadcasts().stream().map(Broadcast::sequence).toList();
    }
}
