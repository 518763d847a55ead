package dev.maestro.server.namespace;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.model.Task;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.broadcast.Broadcaster;
import dev.maestro.server.broadcast.Dialects;
import dev.maestro.server.broadcast.MaestroDialect;
import dev.maestro.server.broadcast.Outlets;
import dev.maestro.server.broadcast.PortalDialect;
import dev.maestro.server.broadcast.Reach;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import dev.maestro.server.recovery.FeedRecovery;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Recovery;
import dev.maestro.server.socketio.SavedSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the portal is told of a project comes with the name the project had by then. */
class NamesInTheFeedTest {
    private static final String TEMPLATE = "/project/{name}";

    @RegisterExtension
    final Services hub = new Services();

    private final Dialects dialects =
            new Dialects(List.of(new MaestroDialect(), new PortalDialect(hub.members.names()::of)));
    private final Offset start = hub.backend.feed().head();
    private final Reach reach = new Reach(start);
    private final List<Broadcast> sent = new ArrayList<>();
    private final Broadcaster broadcaster = new Broadcaster(
            reach,
            dialects,
            new LiveAccess(hub.members, hub.members::forget, done -> {}, visits -> {}),
            new Outlets(
                    (broadcasts, after) -> sent.addAll(broadcasts),
                    visitor -> {},
                    messages -> {},
                    addresses -> {},
                    () -> {},
                    () -> {}));

    @Test
    void aNameHoldsFromItsPlaceInTheFeedOnAndUntilTheLastEventOfTheProject() {
        String project = hub.projects.create(ANYONE, json("{'name':'first'}")).id();
        Task task = hub.tasks
                .create(ANYONE, json("{'projectId':'" + project + "','title':'T'}"))
                .body()
                .as(Task.class);
        hub.projects.patch(ANYONE, project, json("{'name':'second'}"), Expected.ANY);
        hub.tasks.patch(ANYONE, task.id(), json("{'title':'U'}"), Expected.ANY);
        hub.projects.delete(ANYONE, project, Expected.ANY);

        broadcaster.onEvents(hub.backend.feed().read(start, 100).events());

        assertThat(names(sent)).containsExactly("first", "second");
        Recovery.Missed missed = new FeedRecovery(
                        hub.backend.recoverySessions(), hub.backend.feed(), dialects, reach, Runnable::run)
                .resume(
                        new SavedSocket("s", "/project/first", "ada", start.text(), Map.of()),
                        Set.of("/project/first", TEMPLATE),
                        null)
                .toCompletableFuture()
                .join();
        assertThat(missed.broadcasts())
                .hasSize(3)
                .allMatch(broadcast -> broadcast.namespace().equals(TEMPLATE));
        assertThat(names(missed.broadcasts()))
                .as("replayed, under the name it had last")
                .containsExactly("second", "second");
        assertThat(missed.broadcasts().get(2).emptied()).contains("project:" + project);
    }

    private static List<String> names(List<Broadcast> broadcasts) {
        return broadcasts.stream()
                .filter(broadcast -> broadcast.namespace().equals(TEMPLATE) && !broadcast.silent())
                .map(broadcast ->
                        broadcast.args().get(0).tree().path("project_name").asText())
                .toList();
    }
}
