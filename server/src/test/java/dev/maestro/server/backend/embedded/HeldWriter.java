package dev.maestro.server.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.Lease;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A store whose writer stands still for as long as something is done: it has a commit under a lease in hand, and nobody may lose
 * a lease then. A file that another has locked would be waited for two seconds only.
 */
final class HeldWriter {
    private HeldWriter() {}

    /** Does something while the writer stands still, or is about to. */
    static <T> T during(Backend backend, Holdings.Step<T> action) throws Exception {
        Holdings holdings = (Holdings) backend.leases();
        Lease lease = holdings.take("held", Duration.ofDays(1)).orElseThrow();
        return holdings.standingStill(() -> {
            CompletionStage<CommitResult> held = backend.commit(
                    Commit.builder().require(new Condition.LeaseHeld(lease)).build());
            assertThat(held.toCompletableFuture()).isNotDone();
            return action.run();
        });
    }
}
