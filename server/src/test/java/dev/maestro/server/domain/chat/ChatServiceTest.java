package dev.maestro.server.domain.chat;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.Attachment;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.MessageType;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Idempotency;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private static final SendMessage COMMAND = new SendMessage("/x", SendMessage.Type.COMMAND, null, List.of());

    private final String project = hub.project().id();

    @Test
    void aMessageIsToldAsItIsKept() {
        SendMessage said = new SendMessage(
                "hello", SendMessage.Type.MESSAGE, null, List.of(new Attachment("a.txt", 3, "text/plain")));
        List<CommittedEvent> events = hub.eventsOf(() -> hub.chat.post(ANYONE, project, said));
        assertThat(events).extracting(event -> event.name().wire()).containsExactly("message:posted");
        Message message = events.get(0).data().as(Message.class);
        assertThat(message)
                .isEqualTo(hub.chat.get(ANYONE, project, message.id()).body().as(Message.class));
        assertThat(UUID.fromString(message.id()).toString()).isEqualTo(message.id());
        assertThat(message.type()).isEqualTo(MessageType.RESPONSE);
        assertThat(message.userId()).isEqualTo("local");
        assertThat(message.attachments()).isEqualTo(said.attachments());
    }

    @Test
    void theNewestComeFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, post("m" + i));
        }
        assertThat(ids(hub.chat.list(ANYONE, project, null, Page.FIRST))).isEqualTo(ids);
        DocumentPage page = hub.chat.list(ANYONE, project, null, new Page(null, 2));
        assertThat(ids(page)).isEqualTo(ids.subList(0, 2));
        post("in between");
        assertThat(ids(hub.chat.list(ANYONE, project, null, new Page(page.next(), 2))))
                .isEqualTo(ids.subList(2, 4));
    }

    @Test
    void aReplyComesWithTheCountersOfItsThread() {
        String thread = thread(post("parent"));
        Caller ada = ANYONE.shownAs("ada");
        List<CommittedEvent> events = hub.eventsOf(() -> hub.chat.post(ada, project, reply("one", thread)));
        assertThat(events).extracting(event -> event.name().wire()).containsExactly("message:posted", "thread:updated");
        assertThat(events.get(0).timestamp()).isEqualTo(events.get(1).timestamp());
        Message message = events.get(0).data().as(Message.class);
        assertThat(message.type()).isEqualTo(MessageType.THREAD);
        assertThat(message.threadId()).isEqualTo(thread);
        hub.chat.post(ada, project, reply("two", thread));
        ChatThread counted = thread(ANYONE, thread);
        assertThat(counted.messageCount()).isEqualTo(2);
        assertThat(counted.participants()).containsExactly("ada");
        assertThat(counted.lastMessageAt()).isEqualTo(hub.clock.millis());
        assertThat(ids(hub.chat.list(ANYONE, project, thread, Page.FIRST)))
                .hasSize(2)
                .contains(message.id());
        assertThat(ids(hub.chat.list(ANYONE, project, null, Page.FIRST))).hasSize(3);
    }

    @Test
    void whateverIsSaidInAThreadCountsThere() {
        String thread = thread(post("parent"));
        List<CommittedEvent> events = hub.eventsOf(() -> {
            hub.chat.post(ANYONE, project, new SendMessage("a", SendMessage.Type.MESSAGE, thread, List.of()));
            hub.chat.post(ANYONE, project, json("{'content':'/help','type':'command','threadId':'" + thread + "'}"));
        });
        assertThat(events)
                .extracting(event -> event.name().wire())
                .containsExactly(
                        "message:posted", "thread:updated", "message:posted", "thread:updated", "command:finished");
        assertThat(events.get(0).data().as(Message.class).type()).isEqualTo(MessageType.THREAD);
        Message command = events.get(2).data().as(Message.class);
        assertThat(command.type()).isEqualTo(MessageType.COMMAND);
        assertThat(command.threadId()).isEqualTo(thread);
        assertThat(thread(ANYONE, thread).messageCount()).isEqualTo(2);
        assertThat(ids(hub.chat.list(ANYONE, project, thread, Page.FIRST))).hasSize(2);
    }

    @Test
    void aThreadNamesTheFirstWhoWroteInIt() {
        String thread = thread(post("parent"));
        for (int i = 0; i < ThreadService.MOST_PARTICIPANTS + 2; i++) {
            hub.chat.post(ANYONE.shownAs("u" + i), project, reply("r", thread));
        }
        ChatThread counted = thread(ANYONE, thread);
        assertThat(counted.participants()).hasSize(100).startsWith("u0").endsWith("u99");
        assertThat(counted.messageCount()).isEqualTo(102);
    }

    @Test
    void manyWhoReplyAtOnceAreAllCounted() throws Exception {
        String thread = thread(post("parent"));
        List<Object> results = Services.atOnce(20, i -> {
            Caller caller = ANYONE.shownAs("u" + i % 10);
            hub.chat.post(caller, project, reply("a" + i, thread));
            return hub.chat.post(caller, project, reply("b" + i, thread));
        });
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(Answer.class));
        ChatThread counted = thread(ANYONE, thread);
        assertThat(counted.messageCount()).isEqualTo(40);
        assertThat(counted.participants()).hasSize(10).doesNotHaveDuplicates();
        assertThat(ids(hub.chat.list(ANYONE, project, thread, Page.FIRST))).hasSize(40);
    }

    @Test
    void aThreadOfAnotherProjectIsNone() {
        String other = hub.project().id();
        String foreign = hub.threads
                .open(
                        ANYONE,
                        other,
                        json("{'parentMessageId':'"
                                + hub.chat.post(ANYONE, other, said("x")).id() + "'}"))
                .id();
        for (String thread : List.of(foreign, UUID.randomUUID().toString())) {
            assertThatThrownBy(() -> hub.chat.post(ANYONE, project, reply("r", thread)))
                    .isInstanceOfSatisfying(
                            HubException.class,
                            e -> assertThat(e.details().get(0).path()).isEqualTo("/thread_id"));
            for (String type : List.of("thread_reply", "message", "command")) {
                String said = "{'content':'r','type':'" + type + "','threadId':'" + thread + "'}";
                assertThatThrownBy(() -> hub.chat.post(ANYONE, project, json(said)))
                        .isInstanceOfSatisfying(
                                HubException.class,
                                e -> assertThat(e.details().get(0).path()).isEqualTo("/threadId"));
            }
        }
        assertThat(ids(hub.chat.list(ANYONE, project, null, Page.FIRST))).isEmpty();
    }

    @Test
    void aCommandRunsOnceItIsThereAndOnceAKey() {
        List<Message> ran = new ArrayList<>();
        List<Caller> callers = new ArrayList<>();
        hub.chat.commandsGoTo((caller, command) -> {
            assertThat(hub.chat.get(ANYONE, project, command.id())).isNotNull();
            callers.add(caller);
            ran.add(command);
        });
        Caller once = ANYONE.once(new Idempotency("s", "k", "h"));
        SendMessage command = new SendMessage("/help", SendMessage.Type.COMMAND, null, List.of());
        Answer first = hub.chat.post(once, project, command);
        assertThat(hub.chat.post(once, project, command)).isEqualTo(first);
        post("/help");
        assertThat(ran).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(first.id());
            assertThat(message.type()).isEqualTo(MessageType.COMMAND);
        });
        assertThat(callers).singleElement().satisfies(caller -> assertThat(caller.idempotency())
                .isEmpty());
    }

    @Test
    void withoutADeskCommandsFail() {
        List<CommittedEvent> events = hub.eventsOf(() ->
                hub.chat.post(ANYONE, project, new SendMessage("/help", SendMessage.Type.COMMAND, null, List.of())));
        assertThat(events)
                .extracting(event -> event.name().wire())
                .containsExactly("message:posted", "command:finished");
        assertThat(events.get(1).data().as(News.CommandFinished.class).success())
                .isFalse();
    }

    @Test
    void whatBecameOfACommandIsToldUnlessTheProjectIsGone() {
        hub.chat.commandsGoTo((caller, command) -> {});
        News.CommandFinished finished =
                done(hub.chat.post(ANYONE, project, COMMAND).id());
        News.CommandFinished late = done(hub.chat.post(ANYONE, project, COMMAND).id());
        assertThat(hub.namesOf(() -> hub.chat.finish(project, finished))).containsExactly("command:finished");
        hub.projects.delete(ANYONE, project, Expected.ANY);
        assertThat(hub.namesOf(() -> hub.chat.finish(project, late))).isEmpty();
    }

    @Test
    void ofManyWhoTellTheEndOfACommandOneDoes() throws Exception {
        hub.chat.commandsGoTo((caller, command) -> {});
        String command = hub.chat.post(ANYONE, project, COMMAND).id();
        hub.reactions.add(ANYONE, project, command, json("{'emoji':'x'}"));
        int before = hub.backend.events().size();
        List<Object> results = Services.atOnce(8, i -> hub.chat.finish(project, done(command)));
        assertThat(results).containsOnlyOnce(true);
        assertThat(hub.backend.events()).hasSize(before + 1);
        Message message = hub.chat.get(ANYONE, project, command).body().as(Message.class);
        assertThat(message.version()).isEqualTo(3);
        assertThat(message.reactions()).hasSize(1);
    }

    private static News.CommandFinished done(String command) {
        return new News.CommandFinished(command, "x", true, null, null, 5, null);
    }

    @Test
    void theHubSaysThingsInItsOwnName() {
        Message message = hub.chat.announce(project, "a sprint began").body().as(Message.class);
        assertThat(message.type()).isEqualTo(MessageType.SYSTEM);
        assertThat(message.userId()).isEqualTo("hub");
    }

    @Test
    void aChatThatIsNotSeenIsNotThere() {
        String message = post("secret");
        Caller stranger = Caller.of("s", Access.to(Set.of()));
        List<Runnable> tries = List.of(
                () -> hub.chat.get(stranger, project, message),
                () -> hub.chat.list(stranger, project, null, Page.FIRST),
                () -> hub.chat.post(stranger, project, said("x")),
                () -> hub.threads.list(stranger, project, null, Page.FIRST),
                () -> hub.threads.open(stranger, project, json("{'parentMessageId':'" + message + "'}")),
                () -> hub.reactions.add(stranger, project, message, json("{'emoji':'x'}")));
        for (Runnable attempt : tries) {
            assertThatThrownBy(attempt::run).isInstanceOf(HubException.class).hasMessageStartingWith("no ");
        }
    }

    private static SendMessage said(String content) {
        return new SendMessage(content, SendMessage.Type.MESSAGE, null, List.of());
    }

    private static SendMessage reply(String content, String thread) {
        return new SendMessage(content, SendMessage.Type.THREAD_REPLY, thread, List.of());
    }

    private String post(String content) {
        return hub.chat.post(ANYONE, project, said(content)).id();
    }

    private String thread(String parent) {
        return hub.threads
                .open(ANYONE, project, json("{'parentMessageId':'" + parent + "'}"))
                .id();
    }

    private ChatThread thread(Caller caller, String id) {
        return hub.threads.get(caller, project, id).body().as(ChatThread.class);
    }

    private static List<String> ids(DocumentPage page) {
        return page.documents().stream().map(stored -> stored.key().id()).toList();
    }
}
