package dev.maestro.server.domain.sprint;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.model.Sprint;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to a sprint between the moments at which a change reads and stores. */
class SprintRacesTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();
    private final String sprint = started();

    @Test
    void noStoryGetsIntoASprintThatEndsWhileItIsLookedAt() {
        String story = story("{'title':'a'}");
        BacklogService late = after("findAll", () -> hub.sprints.stop(ANYONE, project, sprint));
        assertThatThrownBy(() -> patch(late, story, "{'sprintId':'" + sprint + "'}"))
                .hasMessageContaining("has ended");
        assertThat(sprint().totalStories()).isZero();
    }

    @Test
    void changesThatCountOnlyTogetherDoNotPassEachOther() {
        String done = story("{'title':'a','points':0,'status':'completed','sprintId':'" + sprint + "'}");
        String open = story("{'title':'b','points':5,'sprintId':'" + sprint + "'}");
        BacklogService late = after("commit", () -> patch(hub.backlog, open, "{'points':6}"));
        patch(late, done, "{'points':3}");
        assertThat(sprint().velocity()).isEqualTo(3);
        assertThat(sprint().estimatedCompletion()).isEqualTo(hub.clock.millis() + 2 * DAY);
    }

    /** Returns a service during whose first call of the store something happens just before. */
    private BacklogService after(String method, Runnable meanwhile) {
        AtomicBoolean happened = new AtomicBoolean();
        Backend store = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method) && happened.compareAndSet(false, true)) {
                        meanwhile.run();
                    }
                    try {
                        return called.invoke(hub.backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new BacklogService(new Commits(store, hub.clock));
    }

    private String started() {
        String id = hub.sprints.create(ANYONE, project, json("{'name':'S'}")).id();
        hub.sprints.start(ANYONE, project, id);
        return id;
    }

    private Sprint sprint() {
        return hub.sprints.get(ANYONE, project, sprint).body().as(Sprint.class);
    }

    private String story(String json) {
        return hub.backlog.create(ANYONE, project, json(json)).id();
    }

    private void patch(BacklogService backlog, String id, String json) {
        backlog.patch(ANYONE, project, id, json(json), Expected.ANY);
    }
}
