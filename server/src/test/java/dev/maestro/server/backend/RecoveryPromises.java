package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link RecoverySessions} promises. */
abstract class RecoveryPromises {
    static final Duration WINDOW = Duration.ofMinutes(2);

    /** How long before its death a hub may have been seen last. */
    private static final Duration UNCERTAINTY = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofMillis(1);

    private Backend backend;
    private RecoverySessions sessions;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        sessions = backend.recoverySessions();
    }

    @Test
    void whatWasSavedIsFound() {
        save("a", 1);
        save("b", 2);

        assertThat(sessions.find("a")).contains(state(1));
        assertThat(sessions.find("b")).contains(state(2));
    }

    @Test
    void aSaveReplacesWhatWasKept() {
        save("a", 1);
        save("a", 2);

        assertThat(sessions.find("a")).contains(state(2));
    }

    @Test
    void ofAnUnknownPidNothingIsKept() {
        await(sessions.gone("unknown"));
        await(sessions.forget("unknown"));

        assertThat(sessions.find("unknown")).isEmpty();
        assertThat(sessions.find("")).isEmpty();
        assertThat(sessions.find("x".repeat(1_000_000))).isEmpty();
    }

    @Test
    void aConnectedSocketIsKeptForAsLongAsItIs() {
        save("a", 1);
        move(Duration.ofDays(300));

        assertThat(sessions.find("a")).contains(state(1));
    }

    @Test
    void aSocketThatWentIsKeptForItsWindow() {
        save("a", 1);
        move(Duration.ofHours(1));
        await(sessions.gone("a"));

        move(WINDOW.minus(MOMENT));
        assertThat(sessions.find("a")).contains(state(1));
        move(MOMENT);
        assertThat(sessions.find("a")).isEmpty();
    }

    @Test
    void theWindowBeginsWhenTheConnectionIsFirstGone() {
        save("a", 1);
        await(sessions.gone("a"));
        move(WINDOW.minus(MOMENT));
        await(sessions.gone("a"));
        move(MOMENT);

        assertThat(sessions.find("a")).isEmpty();
    }

    @Test
    void aSocketThatIsSavedAgainIsConnectedAgain() {
        save("a", 1);
        await(sessions.gone("a"));
        move(WINDOW.minus(MOMENT));
        save("a", 2);
        move(Duration.ofDays(1));
        assertThat(sessions.find("a")).contains(state(2));

        await(sessions.gone("a"));
        move(WINDOW.minus(MOMENT));
        assertThat(sessions.find("a")).contains(state(2));
    }

    @Test
    void whatIsForgottenIsNotFoundAndMayBeSavedAnew() {
        save("a", 1);
        save("b", 1);
        await(sessions.forget("a"));
        assertThat(sessions.find("a")).isEmpty();
        assertThat(sessions.find("b")).contains(state(1));

        save("a", 2);
        assertThat(sessions.find("a")).contains(state(2));
    }

    @Test
    void everybodyCanBeForgotten() {
        save("a", 1);
        save("b", 1);
        await(sessions.gone("b"));
        CompletionStage<Void> before = sessions.save("c", state(1));
        CompletionStage<Void> forgotten = sessions.forgetAll();
        CompletionStage<Void> after = sessions.save("d", state(1));
        await(before);
        await(forgotten);
        await(after);

        assertThat(List.of("a", "b", "c")).allMatch(pid -> sessions.find(pid).isEmpty());
        assertThat(sessions.find("d")).contains(state(1));
        backend.close();
        assertThat(List.of("a", "b", "c")).allMatch(pid -> reopened().find(pid).isEmpty());
        assertThat(reopened().find("d")).contains(state(1));
    }

    @Test
    void findingSeesEveryCallBeforeIt() {
        for (int i = 0; i < 200; i++) {
            String pid = "p" + i;
            List<CompletionStage<Void>> stages = new ArrayList<>();
            stages.add(sessions.save(pid, state(1)));
            assertThat(sessions.find(pid)).contains(state(1));
            stages.add(sessions.save(pid, state(2)));
            assertThat(sessions.find(pid)).contains(state(2));
            stages.add(sessions.gone(pid));
            assertThat(sessions.find(pid)).contains(state(2));
            move(WINDOW);
            assertThat(sessions.find(pid)).isEmpty();
            stages.add(sessions.save(pid, state(3)));
            assertThat(sessions.find(pid)).contains(state(3));
            stages.add(i % 2 == 0 ? sessions.forget(pid) : sessions.forgetAll());
            assertThat(sessions.find(pid)).isEmpty();
            stages.add(sessions.gone(pid));
            assertThat(sessions.find(pid)).isEmpty();
            stages.forEach(Sample::await);
            assertThat(sessions.find(pid)).isEmpty();
        }
    }

    @Test
    void savesOfOneSocketTakeEffectInTheirOrderAndEachIsAnswered() {
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            stages.add(sessions.save("a", state(i)));
        }
        stages.forEach(Sample::await);
        assertThat(sessions.find("a")).contains(state(20_000));

        backend.close();
        assertThat(reopened().find("a")).contains(state(20_000));
    }

    @Test
    void manySocketsOfManyCallersAreKeptBesideCommits() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "c" + i;
                running.add(callers.submit(() -> saveAndCommit(name)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(backend.feed().head().sequence()).isEqualTo(8 * 200);
        for (int i = 0; i < 8; i++) {
            for (int n = 0; n < 200; n++) {
                assertThat(sessions.find("c" + i + "-" + n)).isEqualTo(n % 3 == 0 ? none() : some(n));
            }
        }
    }

    private void saveAndCommit(String name) {
        for (int n = 0; n < 200; n++) {
            String pid = name + "-" + n;
            CompletionStage<Void> first = sessions.save(pid, state(-1));
            CompletionStage<Void> second = sessions.save(pid, state(n));
            CompletionStage<Void> last = n % 3 == 0 ? sessions.forget(pid) : sessions.gone(pid);
            committed(backend, told(pid, 0));
            await(first);
            await(second);
            await(last);
        }
    }

    @Test
    void whatIsKeptSurvivesReopening() {
        save("connected", 1);
        save("gone", 2);
        save("forgotten", 3);
        await(sessions.gone("gone"));
        await(sessions.forget("forgotten"));
        backend.close();

        assertThat(reopened().find("connected")).contains(state(1));
        assertThat(reopened().find("gone")).contains(state(2));
        assertThat(reopened().find("forgotten")).isEmpty();
    }

    @Test
    void whoeverWasConnectedWhenTheHubClosedWentThen() {
        save("a", 1);
        move(Duration.ofHours(1));
        backend.close();
        move(WINDOW.minus(UNCERTAINTY).minus(MOMENT));
        assertThat(reopened().find("a")).contains(state(1));

        move(UNCERTAINTY.plus(MOMENT));
        assertThat(reopened().find("a")).isEmpty();
    }

    @Test
    void whoeverWentBeforeTheHubClosedIsNotKeptLonger() {
        save("a", 1);
        await(sessions.gone("a"));
        move(WINDOW.minus(MOMENT));
        backend.close();
        move(MOMENT);

        assertThat(reopened().find("a")).isEmpty();
    }

    @Test
    void aClockThatWasSetBackKeepsNobodyForEver() {
        save("a", 1);
        backend.close();
        move(Duration.ofDays(-30));
        assertThat(reopened().find("a")).contains(state(1));
        move(WINDOW);

        assertThat(reopened().find("a")).isEmpty();
    }

    @Test
    void whatIsOverItsLimitIsRefusedAndChangesNothing() {
        String longest = "x".repeat(RecoverySessions.MAX_PID_LENGTH);
        JsonBytes largest = JsonBytes.of("x".repeat(RecoverySessions.MAX_STATE_BYTES - 2));
        await(sessions.save(longest, largest));
        CompletionStage<Void> tooLong = sessions.save(longest + "x", state(1));
        CompletionStage<Void> tooLarge =
                sessions.save(longest, JsonBytes.of("x".repeat(RecoverySessions.MAX_STATE_BYTES - 1)));

        assertThatThrownBy(() -> await(tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(tooLarge)).isInstanceOf(IllegalArgumentException.class);
        assertThat(sessions.find(longest)).contains(largest);
        assertThat(sessions.find(longest + "x")).isEmpty();
    }

    @Test
    void closingStoresWhatWasTaken() {
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            stages.add(sessions.save("p" + i, state(i)));
        }
        stages.add(sessions.forget("p0"));
        stages.add(sessions.gone("p1"));
        backend.close();

        stages.forEach(Sample::await);
        RecoverySessions again = reopened();
        assertThat(again.find("p0")).isEmpty();
        for (int i = 1; i < 3_000; i++) {
            assertThat(again.find("p" + i)).contains(state(i));
        }
    }

    @Test
    void aClosedBackendKeepsNobody() {
        backend.close();

        List<CompletionStage<Void>> stages =
                List.of(sessions.save("a", state(1)), sessions.gone("a"), sessions.forget("a"), sessions.forgetAll());
        for (CompletionStage<Void> stage : stages) {
            assertThatThrownBy(() -> await(stage)).isInstanceOf(BackendUnavailableException.class);
        }
        assertThatThrownBy(() -> sessions.find("a")).isInstanceOf(BackendUnavailableException.class);
    }

    private void save(String pid, int n) {
        await(sessions.save(pid, state(n)));
    }

    /** Returns those of the store opened again, for the first time or once more. */
    private RecoverySessions reopened() {
        backend.close();
        backend = contract().open();
        return backend.recoverySessions();
    }

    private void move(Duration by) {
        contract().clock().move(by);
    }

    private static JsonBytes state(int n) {
        return JsonBytes.of(Map.of("n", n, "rooms", List.of("project:p")));
    }

    private static Optional<JsonBytes> some(int n) {
        return Optional.of(state(n));
    }

    private static Optional<JsonBytes> none() {
        return Optional.empty();
    }
}
