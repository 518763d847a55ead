package dev.maestro.server.domain.mail;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();
    private final Session session = hub.session(project);

    @Test
    void mailGoesToItsSession() {
        List<CommittedEvent> events = hub.eventsOf(() -> send("{'subject':'S','body':'B'}"));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).sessionIds()).containsExactly(session.id());
        Mail mail = events.get(0).data().as(Mail.class);
        assertThat(mail.type()).isEqualTo("directive");
        assertThat(mail.fromSessionId()).isEqualTo("local");
        assertThat(mail.projectId()).isEqualTo(project.id());
        List<CommittedEvent> deleted = hub.eventsOf(() -> hub.mail.delete(ANYONE, mail.id(), Expected.ANY));
        assertThat(deleted.get(0).sessionIds()).containsExactly(session.id());
        assertThat(hub.mail.list(ANYONE, project.id(), session.id(), Page.FIRST).documents())
                .isEmpty();
    }

    @Test
    void sessionsMustBeOfTheProject() {
        Project other = hub.project();
        assertRefused(() -> hub.mail.send(ANYONE, json("{'toSessionId':'none','subject':'S'}")));
        assertRefused(() -> send("{'subject':'S','projectId':'" + other.id() + "'}"));
        assertRefused(() ->
                send("{'subject':'S','fromSessionId':'" + hub.session(other).id() + "'}"));
        assertThat(send("{'subject':'S','fromSessionId':'" + session.id() + "'}")
                        .fromSessionId())
                .isEqualTo(session.id());
    }

    @Test
    void waitingEndsWithWhatIsThereOrWhatComes() throws Exception {
        Mail first = send("{'subject':'1'}");
        assertThat(wait(Optional.empty()).get(60, TimeUnit.SECONDS)).hasSize(1);
        CompletableFuture<List<JsonBytes>> later = wait(Optional.of(first.id()));
        assertThat(later).isNotDone();
        hub.mail.send(ANYONE, json("{'toSessionId':'" + hub.session(project).id() + "','subject':'other'}"));
        assertThat(later).isNotDone();
        Mail second = send("{'subject':'2'}");
        assertThat(later.get(60, TimeUnit.SECONDS).get(0).as(Mail.class)).isEqualTo(second);
        assertThat(hub.waits.waitingCount()).isZero();
    }

    @Test
    void whoLostTheRightWhileWaitingGetsNothing() throws Exception {
        Set<String> seen = new HashSet<>(Set.of(project.id()));
        Caller losing = Caller.of("u", new Seen(seen));
        CompletableFuture<List<JsonBytes>> waiting = hub.waits
                .await(losing, session.id(), Optional.empty(), MailWaits.LONGEST)
                .toCompletableFuture();
        seen.clear();
        send("{'subject':'not yours'}");

        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEmpty();
    }

    private record Seen(Set<String> projectIds) implements Access {
        @Override
        public boolean all() {
            return false;
        }

        @Override
        public boolean sees(String projectId) {
            return projectIds.contains(projectId);
        }
    }

    @Test
    void waitingGoesOnFromMailThatIsDeleted() throws Exception {
        Mail first = send("{'subject':'1'}");
        hub.clock.move(Duration.ofMillis(1));
        Mail second = send("{'subject':'2'}");
        hub.mail.delete(ANYONE, first.id(), Expected.ANY);
        assertThat(wait(Optional.of(first.id())).get(60, TimeUnit.SECONDS))
                .extracting(bytes -> bytes.as(Mail.class))
                .containsExactly(second);
    }

    @Test
    void waitingHasAnEndAndALimit() throws Exception {
        assertThat(hub.waits
                        .await(ANYONE, session.id(), Optional.empty(), Duration.ofMillis(1))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS))
                .isEmpty();
        for (int i = 0; i < MailWaits.MOST_WAITING; i++) {
            assertThat(wait(Optional.empty())).isNotDone();
        }
        assertThatThrownBy(() -> wait(Optional.empty()))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        hub.waits.close();
        assertThat(hub.waits.waitingCount()).isZero();
    }

    private CompletableFuture<List<JsonBytes>> wait(Optional<String> after) {
        return hub.waits.await(ANYONE, session.id(), after, MailWaits.LONGEST).toCompletableFuture();
    }

    private Mail send(String json) {
        return hub.mail
                .send(ANYONE, json(json).with("toSessionId", session.id()))
                .body()
                .as(Mail.class);
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(HubException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.INVALID));
    }
}
