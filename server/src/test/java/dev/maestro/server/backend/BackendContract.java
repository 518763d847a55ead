package dev.maestro.server.backend;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * The promises of {@link Backend} as tests. The test of a backend extends this class.
 *
 * <p>The store of a test is empty when the test begins.
 */
public abstract class BackendContract {
    private final MovableClock clock = new MovableClock();
    private final Deque<Backend> opened = new ArrayDeque<>();

    /** How much of the log a store keeps, and how long what is kept of sockets. */
    public record Limits(Duration eventMaxAge, long eventMaxCount, Duration recoveryWindow) {
        /** More than any test writes. */
        public static final Limits GENEROUS = new Limits(Duration.ofHours(24), 1_000_000);

        Limits(Duration eventMaxAge, long eventMaxCount) {
            this(eventMaxAge, eventMaxCount, RecoveryPromises.WINDOW);
        }
    }

    /**
     * Opens a store of this test.
     *
     * @param name which one: the same name is the same data, another name has nothing in common with it
     */
    protected abstract Backend openStore(String name, Limits limits, Clock clock);

    /** Returns whether several backends can be open on one store, as those of several nodes are. */
    protected boolean isShared() {
        return false;
    }

    @Nested
    final class Commits extends CommitPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Answers extends AnswerPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Reads extends ReadPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Feed extends FeedPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Stretches extends StretchPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Recovery extends RecoveryPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Lives extends LifePromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Leasing extends LeasePromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Registering extends RegistryPromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @Nested
    final class Live extends LivePromises {
        @Override
        BackendContract contract() {
            return BackendContract.this;
        }
    }

    @AfterEach
    void closeAll() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    protected final MovableClock clock() {
        return clock;
    }

    /** Opens the store, for the first time or again. */
    protected final Backend open() {
        return open(Limits.GENEROUS);
    }

    protected final Backend open(Limits limits) {
        Backend backend = openStore("one", limits, clock);
        opened.push(backend);
        return backend;
    }

    /** Opens a store that has nothing in common with {@link #open}'s. */
    protected final Backend openOther() {
        Backend backend = openStore("other", Limits.GENEROUS, clock);
        opened.push(backend);
        return backend;
    }

    /** Opens the store once more for another node; where only one can have it open, they share that. */
    protected final Backend openSecond(Backend first) {
        return isShared() ? open() : first;
    }
}
