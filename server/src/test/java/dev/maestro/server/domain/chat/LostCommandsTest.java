package dev.maestro.server.domain.chat;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.event.News;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Idempotency;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Services;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LostCommandsTest {
    private static final Payload COMMAND = json("{'type':'command','content':'/deploy now'}");

    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();
    private final List<String> begun = new ArrayList<>();

    @BeforeEach
    void runAndSayNothing() {
        hub.chat.commandsGoTo((caller, command) -> begun.add(command.id()));
    }

    @Test
    void aCommandWhoseNodeDiedEndsOnAnother() {
        String command = hub.chat.post(ANYONE, project, COMMAND).id();
        hub.chat.post(ANYONE, project, json("{'type':'message','content':'no command'}"));
        hub.clock.move(LostCommands.PATIENCE.minusMillis(1));
        assertThat(hub.eventsOf(() -> otherNode().finishOverdue())).isEmpty();
        hub.clock.move(LostCommands.PATIENCE);
        List<CommittedEvent> events = hub.eventsOf(() -> otherNode().finishOverdue());
        assertThat(events).singleElement().satisfies(event -> {
            News.CommandFinished finished = event.data().as(News.CommandFinished.class);
            assertThat(finished.messageId()).isEqualTo(command);
            assertThat(finished.command()).isEqualTo("deploy");
            assertThat(finished.success()).isFalse();
            assertThat(finished.error()).startsWith("it is not known");
        });
        News.CommandFinished late = new News.CommandFinished(command, "deploy", true, null, null, 1, null);
        assertThat(hub.eventsOf(() -> {
                    otherNode().finishOverdue();
                    hub.chat.finish(project, late);
                }))
                .isEmpty();
    }

    @Test
    void aCommandThatHasEndedIsNotGivenUp() {
        hub.chat.post(ANYONE, project, COMMAND);
        hub.chat.finish(project, new News.CommandFinished(begun.get(0), "deploy", true, null, null, 1, null));
        hub.clock.move(LostCommands.PATIENCE);
        assertThat(hub.eventsOf(() -> otherNode().finishOverdue())).isEmpty();
    }

    @Test
    void aCommandOfWhichItWasNotKnownThatItIsStoredEnds() {
        Caller once = ANYONE.once(new Idempotency("s", "k", "h"));
        hub.backend.loseAnswers(true);
        assertThatThrownBy(() -> hub.chat.post(once, project, COMMAND)).isInstanceOf(BackendUnavailableException.class);
        hub.backend.loseAnswers(false);
        Answer repeated = hub.chat.post(once, project, COMMAND);
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(begun).isEmpty();
        hub.clock.move(LostCommands.PATIENCE);
        assertThat(hub.eventsOf(() -> otherNode().finishOverdue()))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.data().as(News.CommandFinished.class).messageId())
                        .isEqualTo(repeated.id()));
    }

    @Test
    void aCommandOfAProjectThatIsGoneEndsWithIt() {
        hub.chat.post(ANYONE, project, COMMAND);
        hub.backend.beforeCommits(
                commit -> hub.backend.breakWith(commit.events().isEmpty() ? "gone before the rest went" : null));
        hub.projects.delete(ANYONE, project, Expected.ANY);
        hub.backend.beforeCommits(commit -> {});
        hub.backend.breakWith(null);
        hub.clock.move(LostCommands.PATIENCE);
        assertThat(hub.eventsOf(() -> otherNode().finishOverdue())).isEmpty();
    }

    private LostCommands otherNode() {
        Commits commits = new Commits(hub.backend, hub.clock);
        return new LostCommands(commits, new ChatService(commits, MessageLimits.USUAL), hub.clock);
    }
}
