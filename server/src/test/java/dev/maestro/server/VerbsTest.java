package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verb against a whole hub, for people and for programs. */
class VerbsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("Ready +yes|\"ready\":true");

    private static RunningHub hub;
    private static Door door;
    private static int projects;

    private String project;

    @BeforeAll
    static void start() {
        hub = RunningHub.start(Map.of());
        door = new Door(hub.url());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void makeProject() {
        project = run("project", "create", "P" + projects++).made();
    }

    private static CommandRun run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", hub.url().toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static CommandRun runIn(Map<String, String> environment, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", hub.url().toString()));
        return CommandRun.in(environment, all.toArray(String[]::new));
    }

    /** Returns what is said of a hub that is ready, which it is not for a moment when its machine was held up. */
    private static CommandRun ready(Supplier<CommandRun> status) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CommandRun said = status.get();
        while (!READY.matcher(said.out()).find() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            said = status.get();
        }
        return said;
    }

    private static JsonNode asked(String path) {
        return CommandRun.json(door.send(Door.LOCAL, Request.of("GET", path)).body());
    }

    @Test
    void projectsAreMadeListedShownAndDeleted() {
        CommandRun made = run(
                "project",
                "create",
                "A shop",
                "--working-dir",
                "/srv/x",
                "--description",
                "D",
                "--member",
                "ada",
                "--member",
                "bob",
                "--json");
        assertThat(made.code()).as(made.err()).isZero();
        String id = made.json().path("id").asText();
        assertThat(asked("/api/projects/" + id)).isEqualTo(made.json());
        assertThat(made.json().path("members")).hasSize(2);
        assertThat(made.json().path("workingDir").asText()).isEqualTo("/srv/x");

        assertThat(run("project", "list").out()).contains("ID  ", "NAME", id, "A shop", "/srv/x");
        assertThat(run("project", "show", "A shop").out()).contains("members", "ada, bob");
        assertThat(run("project", "show", id, "--json").json()).isEqualTo(made.json());
        assertThat(run("project", "delete", "A shop").out()).isEqualTo("Deleted project " + id + ".\n");
        assertThat(run("project", "show", id).code()).isEqualTo(1);
    }

    @Test
    void tasksAreMadeChangedListedAndDeleted() {
        String first = run("task", "create", "First", "--project", project).made();
        CommandRun second = run(
                "task",
                "create",
                "Second",
                "--project",
                project,
                "--priority",
                "high",
                "--status",
                "blocked",
                "--description",
                "D",
                "--prompt",
                "Go",
                "--parent",
                first,
                "--depends-on",
                first,
                "--skill",
                "s1",
                "--progress",
                "2",
                "--json");
        assertThat(second.code()).as(second.err()).isZero();
        JsonNode task = second.json();
        assertThat(task.path("dependencies").path(0).asText()).isEqualTo(first);
        assertThat(task.path("parentId").asText()).isEqualTo(first);
        assertThat(task.path("initialPrompt").asText()).isEqualTo("Go");
        assertThat(task.path("progress").asInt()).isEqualTo(2);
        String id = task.path("id").asText();

        CommandRun changed = run(
                "task",
                "update",
                id,
                "--title",
                "Renamed",
                "--status",
                "completed",
                "--clear",
                "parentId",
                "--if-version",
                "1");
        assertThat(changed.out()).isEqualTo("Changed task " + id + ", now completed, version 2.\n");
        assertThat(asked("/api/tasks/" + id).path("parentId").isNull()).isTrue();
        assertThat(run("task", "list", "--project", project, "--status", "completed")
                        .out()
                        .lines())
                .hasSize(2)
                .last()
                .satisfies(line -> assertThat(line).contains(id, "completed", "high", "Renamed", project));
        assertThat(run("task", "show", id).out()).contains("title ", "Renamed", "timeline ");
        assertThat(run("task", "delete", id, "--json").json().path("success").asBoolean())
                .isTrue();
        assertThat(run("task", "list", "--project", project, "--json").json()).hasSize(1);
    }

    @Test
    void oneSessionGetsATaskThatIsClaimed() {
        String task = run("task", "create", "T", "--project", project).made();
        String one = run("session", "create", "one", "--project", project).made();
        String other = run("session", "create", "other", "--project", project).made();

        assertThat(run("task", "claim", task, "--session", one).out())
                .isEqualTo("Task " + task + " is claimed by " + one + ".\n");
        CommandRun lost = run("task", "claim", task, "--session", other);
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err()).contains("Refused (conflict)", "As it is now: " + task, "claimedBy " + one);
        CommandRun free = run("task", "claim", task, "--session", one, "--release", "--json");
        assertThat(free.json().path("claimedBy").isNull()).isTrue();
        assertThat(run("task", "claim", task, "--session", other).code()).isZero();
    }

    @Test
    void sessionsAreMadeGivenTasksReportedForAndDeleted() {
        String task = run("task", "create", "T", "--project", project).made();
        CommandRun made = run("session", "create", "S", "--project", project, "--agent", "a", "--json");
        String id = made.json().path("id").asText();
        assertThat(made.json().path("token").asText()).startsWith("mhs_");

        assertThat(run("session", "add-task", id, task).out()).isEqualTo("Session " + id + " works on " + task + ".\n");
        assertThat(asked("/api/tasks/" + task).path("sessionIds").path(0).asText())
                .isEqualTo(id);
        assertThat(run("session", "remove-task", id, task, "--json").json().path("taskIds"))
                .isEmpty();
        assertThat(run("session", "report", "needs_input", "Which one?", "--session", id)
                        .out())
                .isEqualTo("Reported; session " + id + " is needs_input.\n");
        assertThat(run("session", "list", "--project", project, "--status", "needs_input")
                        .out())
                .contains(id, "needs_input", " S ");
        assertThat(run("session", "show", id).out())
                .contains("status", "needs_input")
                .doesNotContain("mhs_");
        assertThat(run("session", "delete", id).out()).isEqualTo("Deleted session " + id + ".\n");
    }

    @Test
    void aSessionIsSpawned() {
        String task = run("task", "create", "T", "--project", project).made();
        CommandRun spawned = run(
                "session",
                "spawn",
                "S",
                "--project",
                project,
                "--task",
                task,
                "--skill",
                "s1",
                "--reason",
                "R",
                "--json");
        assertThat(spawned.json().path("status").asText()).isEqualTo("spawning");
        assertThat(spawned.json().path("taskIds").path(0).asText()).isEqualTo(task);
        assertThat(spawned.json().path("env").path("MAESTRO_SKILLS").asText()).isEqualTo("s1");
    }

    @Test
    void mailIsSentAndListed() {
        String session = run("session", "create", "S", "--project", project).made();
        CommandRun sent = run("mail", "send", "Look", "--to", session, "--body", "at this", "--type", "note", "--json");
        assertThat(sent.json().path("type").asText()).isEqualTo("note");
        assertThat(run("mail", "send", "Again", "--to", session).out())
                .startsWith("Sent mail_")
                .endsWith(session + ".\n");

        assertThat(run("mail", "list", "--session", session).out().lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("local", session, "Look", "at this"));
        assertThat(run("mail", "list", "--project", project, "--json").json())
                .isEqualTo(asked("/api/mail?projectId=" + project));
    }

    @Test
    void statusSaysHowTheHubIsAndWhoOneIs() {
        CommandRun status = ready(() -> run("status"));
        assertThat(status.code()).isZero();
        assertThat(status.out()).contains("Ready      yes", "the local person", "every project", "Terminals  0");
        JsonNode json = ready(() -> run("status", "--json")).json();
        assertThat(json.path("readyz").path("ready").asBoolean()).isTrue();
        assertThat(json.path("me")).isEqualTo(asked("/api/me"));
        assertThat(json.path("ws-status")).isEqualTo(asked("/ws-status"));
    }

    @Test
    void programsGetTheHubsOwnBytes() {
        String task = run("task", "create", "  ünd 日本 \"x\" \\ 😀", "--project", project)
                .made();
        assertThat(run("task", "show", task, "--json").out().strip())
                .isEqualTo(door.send(Door.LOCAL, Request.of("GET", "/api/tasks/" + task))
                        .body());
        assertThat(run("task", "list", "--project", project, "--json").out().strip())
                .isEqualTo(door.send(Door.LOCAL, Request.of("GET", "/api/tasks?projectId=" + project))
                        .body());
    }

    @Test
    void listsAreAsLongAsIsWantedAndSayWhenThereIsMore() {
        for (int i = 0; i < 3; i++) {
            run("task", "create", "T" + i, "--project", project);
        }
        CommandRun two = run("task", "list", "--project", project, "--limit", "2", "--json");
        assertThat(two.json()).hasSize(2);
        assertThat(two.err()).isEqualTo("These are the first 2; --all shows the rest, too.\n");
        CommandRun all = run("task", "list", "--project", project, "--all", "--json");
        assertThat(all.json()).hasSize(3);
        assertThat(all.err()).isEmpty();
        assertThat(run("mail", "list", "--project", project).err()).isEqualTo("There are none.\n");
    }

    @Test
    void refusalsAreToldWithCodeFieldAndWhatToDo() {
        CommandRun priority = run("task", "create", "T", "--project", project, "--priority", "huge");
        assertThat(priority.code()).isEqualTo(1);
        assertThat(priority.out()).isEmpty();
        assertThat(priority.err()).contains("Refused (invalid)", "  /priority: must be one of");

        String task = run("task", "create", "T", "--project", project).made();
        CommandRun stale = run("task", "update", task, "--progress", "1", "--if-version", "7");
        assertThat(stale.code()).isEqualTo(1);
        assertThat(stale.err()).contains("Refused (stale_version)", "It is at version 1 now");

        CommandRun none = run("task", "show", "task_none");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("Refused (not_found)", "\"list\" shows");
    }

    @Test
    void programsAreToldRefusalsInTheHubsOwnWords() {
        CommandRun none = run("task", "show", "task_none", "--json");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        JsonNode problem = CommandRun.json(none.err());
        assertThat(problem.path("code").asText()).isEqualTo("not_found");
        assertThat(problem.path("instance").asText()).isEqualTo("/api/tasks/task_none");
    }

    @Test
    void aBadTokenIsRefused() {
        CommandRun refused = runIn(Map.of("MAESTRO_TOKEN", "nobodys"), "task", "list");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Refused (unauthenticated)", "--token-file")
                .doesNotContain("nobodys");
        CommandRun status = ready(() -> runIn(Map.of("MAESTRO_TOKEN", "nobodys"), "status"));
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out()).contains("Ready      yes");
    }

    @Test
    void withinASessionItsProjectAndItselfAreTakenForGranted() {
        JsonNode session =
                run("session", "create", "S", "--project", project, "--json").json();
        String id = session.path("id").asText();
        Map<String, String> within = Map.of(
                "MAESTRO_SESSION_ID",
                id,
                "MAESTRO_PROJECT_ID",
                project,
                "MAESTRO_SESSION_TOKEN",
                session.path("token").asText());

        String task = runIn(within, "task", "create", "Found on the way").made();
        assertThat(asked("/api/tasks/" + task).path("projectId").asText()).isEqualTo(project);
        assertThat(runIn(within, "session", "add-task", task).code()).isZero();
        assertThat(asked("/api/sessions/" + id).path("taskIds").path(0).asText())
                .isEqualTo(task);
        assertThat(runIn(within, "task", "claim", task).code()).isZero();
        assertThat(runIn(within, "task", "list", "--json").json()).hasSize(1);
        run("mail", "send", "For you", "--to", id);
        assertThat(runIn(within, "mail", "list").out()).contains("For you");
        assertThat(runIn(within, "status").out()).contains("agent " + id);
        assertThat(runIn(within, "project", "show").out()).contains(project);
        assertThat(runIn(within, "session", "report", "completed", "done").out())
                .contains(id + " is completed");
    }

    @Test
    void aProjectIsKnownByItsNameWhereOnlyOneHasIt() {
        run("project", "create", "twice");
        run("project", "create", "twice");
        CommandRun twice = run("task", "create", "T", "--project", "twice");
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.err()).contains("Several projects are named \"twice\"", "proj_");
        CommandRun none = run("task", "create", "T", "--project", "no/such thing");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("There is no project \"no/such thing\". There are P0 (proj_");
        CommandRun unnamed = run("task", "create", "T");
        assertThat(unnamed.code()).isEqualTo(2);
        assertThat(unnamed.err()).contains("Say in which --project", "P0 (proj_");
    }

    @Test
    void theOnlyProjectThereIsNeedsNoName() {
        try (RunningHub small = RunningHub.start(Map.of())) {
            String url = small.url().toString();
            CommandRun early = CommandRun.of("task", "create", "T", "--url", url);
            assertThat(early.code()).isEqualTo(2);
            assertThat(early.err()).contains("project create NAME");
            String only = CommandRun.of("project", "create", "P", "--url", url).made();
            CommandRun made = CommandRun.of("task", "create", "T", "--url", url, "--json");
            assertThat(made.json().path("projectId").asText()).isEqualTo(only);
        }
    }

    @Test
    void whatOthersWroteControlsNoTerminal() {
        String task = run("task", "create", "a\u202eb\u200bc", "--project", project, "--description", "d\u009b31m")
                .made();
        assertThat(run("task", "show", task).out()).contains("abc", "d31m").doesNotContain("\u009b", "\u202e");
        assertThat(run("task", "list", "--project", project).out()).contains("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task create",
                "task create a b",
                "task list --limit 0",
                "task list --limit many",
                "task list --limit 2 --all",
                "task update x",
                "task claim x",
                "mail send S",
                "session report completed",
                "session show",
                "task list --colour",
                "task show x --token-file /no/such/file",
                "task create T --key ö"
            })
    void wrongUsageAsksNothing(String line) {
        int before = asked("/api/tasks").size();
        CommandRun wrong = run(line.split(" "));
        assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).isNotBlank().doesNotContain("\tat ");
        assertThat(asked("/api/tasks")).hasSize(before);
    }
}
