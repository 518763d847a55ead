package dev.maestro.server.domain.chat;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.Reaction;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ThreadServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();
    private final String message = post("{'content':'parent','type':'message'}");

    @Test
    void ofManyWhoOpenAThreadAboutAMessageAllGetOne() throws Exception {
        int before = hub.backend.events().size();
        List<Object> results = Services.atOnce(10, i -> open(message));
        Set<String> ids = new HashSet<>();
        results.forEach(result -> ids.add(((Answer) result).id()));
        assertThat(ids).hasSize(1);
        assertThat(results).filteredOn(result -> ((Answer) result).created()).hasSize(1);
        List<CommittedEvent> events =
                hub.backend.events().subList(before, hub.backend.events().size());
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.name().wire()).isEqualTo("thread:created"));
        ChatThread thread = events.get(0).data().as(ChatThread.class);
        assertThat(UUID.fromString(thread.id()).toString()).isEqualTo(thread.id());
        assertThat(thread.parentMessageId()).isEqualTo(message);
        assertThat(thread.createdBy()).isEqualTo("local");
        assertThat(thread.messageCount()).isZero();
        assertThat(thread.participants()).isEmpty();
        assertThat(hub.threads.list(ANYONE, project, message, Page.FIRST).documents())
                .hasSize(1);
        assertThat(hub.threads.list(ANYONE, project, "else", Page.FIRST).documents())
                .isEmpty();
    }

    @Test
    void aMessageInAThreadHasNone() {
        String thread = open(message).id();
        String reply = post("{'content':'r','type':'thread_reply','threadId':'" + thread + "'}");
        assertThatThrownBy(() -> open(reply)).hasMessageContaining("is in a thread itself");
        assertThatThrownBy(() -> open("none")).hasMessageContaining("is not a message of the project");
        String other = hub.project().id();
        assertThatThrownBy(() -> hub.threads.open(ANYONE, other, json("{'parentMessageId':'" + message + "'}")))
                .hasMessageContaining("is not a message of the project");
        assertThatThrownBy(() -> hub.threads.get(ANYONE, other, thread)).hasMessageContaining("no thread");
    }

    @Test
    void reactionsAreThoseOfPeople() {
        Caller ada = ANYONE.shownAs("ada");
        react(ANYONE, "👍");
        assertThat(hub.namesOf(() -> react(ada, "👍"))).containsExactly("message:posted");
        react(ada, "tada");
        assertThat(hub.namesOf(() -> react(ada, "tada"))).isEmpty();
        assertThat(message().reactions())
                .containsExactly(new Reaction("👍", List.of("local", "ada")), new Reaction("tada", List.of("ada")));
        assertThat(hub.namesOf(() -> hub.reactions.remove(ada, project, message, "👍")))
                .containsExactly("message:posted");
        assertThat(hub.namesOf(() -> hub.reactions.remove(ANYONE, project, message, "tada")))
                .isEmpty();
        hub.reactions.remove(ada, project, message, "tada");
        assertThat(message().reactions()).containsExactly(new Reaction("👍", List.of("local")));
        assertThatThrownBy(() -> react(ada, "x".repeat(33))).hasMessageContaining("at most 32");
        assertThatThrownBy(() -> react(ada, " ")).hasMessageContaining("blank");
    }

    @Test
    void aMessageHasAtMost50DifferentReactions() {
        for (int i = 0; i < ReactionService.MOST_REACTIONS; i++) {
            react(ANYONE, "e" + i);
        }
        assertThatThrownBy(() -> react(ANYONE, "one more")).hasMessageContaining("at most 50");
        react(ANYONE.shownAs("ada"), "e7");
    }

    @Test
    void aReactionIsThatOfAtMost100People() {
        for (int i = 0; i < ReactionService.MOST_PEOPLE; i++) {
            react(ANYONE.shownAs("u" + i), "e");
        }
        assertThatThrownBy(() -> react(ANYONE.shownAs("one more"), "e")).hasMessageContaining("at most 100 people");
        react(ANYONE.shownAs("u5"), "e");
        react(ANYONE.shownAs("one more"), "f");
    }

    @Test
    void manyWhoReactAtOnceAreAllThere() throws Exception {
        Services.atOnce(20, i -> react(ANYONE.shownAs("u" + i), i % 2 == 0 ? "a" : "b"));
        assertThat(message().reactions()).hasSize(2).allSatisfy(reaction -> assertThat(reaction.userIds())
                .hasSize(10)
                .doesNotHaveDuplicates());
    }

    private Answer open(String parent) {
        return hub.threads.open(ANYONE, project, json("{'parentMessageId':'" + parent + "'}"));
    }

    private Answer react(Caller caller, String emoji) {
        return hub.reactions.add(caller, project, message, json("{'emoji':'" + emoji + "'}"));
    }

    private Message message() {
        return hub.chat.get(ANYONE, project, message).body().as(Message.class);
    }

    private String post(String json) {
        return hub.chat.post(ANYONE, project, json(json)).id();
    }
}
