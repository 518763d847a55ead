package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link Backend} promises about its opening and closing. */
abstract class LifePromises {
    private Backend backend;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
    }

    @Test
    void aNewStoreIsEmptyAndWell() {
        assertThat(backend.feed().head().sequence()).isZero();
        assertThat(backend.feed().head().epoch()).matches("[0-9A-Za-z]{1,32}");
        assertThat(backend.troubles()).isEmpty();
        for (DocumentKind kind : DocumentKind.values()) {
            DocumentPage page = backend.list(new DocumentQuery(kind, null, Set.of(), null, 10));
            assertThat(page.documents()).isEmpty();
            assertThat(page.nextCursor()).isEmpty();
        }
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        committed(backend, told("a", 0));
        committed(backend, told("a", 1));
        committed(backend, commitOf(put("b", 0, "red")));
        StoredDocument a = backend.find(task("a")).orElseThrow();
        StoredDocument b = backend.find(task("b")).orElseThrow();
        Offset head = backend.feed().head();
        List<CommittedEvent> events =
                backend.feed().read(new Offset(head.epoch(), 0), 10).events();
        backend.close();

        Backend again = contract().open();
        assertThat(again.find(task("a"))).contains(a);
        assertThat(again.find(task("b"))).contains(b);
        assertThat(again.feed().head()).isEqualTo(head);
        assertThat(again.feed().read(new Offset(head.epoch(), 0), 10).events())
                .isEqualTo(events)
                .hasSize(2);
        assertThat(again.list(new DocumentQuery(DocumentKind.TASK, null, Set.of("red"), null, 10))
                        .documents())
                .containsExactly(b);
    }

    @Test
    void closingFinishesWhatWasTaken() {
        List<CompletionStage<CommitResult>> stages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            stages.add(backend.commit(told("t" + i, 0)));
        }
        backend.close();

        stages.forEach(stage -> assertThat(await(stage).type()).isEqualTo(CommitResult.Type.COMMITTED));
        assertThat(contract().open().feed().head().sequence()).isEqualTo(300);
    }

    @Test
    void closingHandsTheListenersWhatWasCommitted() {
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(backend.feed().head(), listener);
        committed(backend, told("a", 0));
        backend.close();

        assertThat(listener.count()).isOne();
    }

    @Test
    void aClosedBackendRefusesAndMayBeClosedAgain() {
        Offset head = backend.feed().head();
        backend.close();
        backend.close();

        CompletionStage<CommitResult> stage = backend.commit(told("a", 0));
        assertThatThrownBy(() -> await(stage)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> backend.find(task("a"))).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> backend.feed().read(head, 1)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> backend.feed().subscribe(head, new RecordingListener()))
                .isInstanceOf(BackendUnavailableException.class);
        assertThat(contract().open().find(task("a"))).isEmpty();
    }
}
