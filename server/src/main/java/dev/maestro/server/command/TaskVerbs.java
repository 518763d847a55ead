package dev.maestro.server.command;

import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.TaskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code task}: what may be done with tasks. */
final class TaskVerbs {
    private static final String PATH = "/api/tasks";
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID", "id"),
            Column.status("STATUS", "status"),
            Column.whole("PRIORITY", "priority"),
            Column.text("TITLE", "title"),
            Column.whole("CLAIMED BY", "claimedBy"),
            Column.whole("PROJECT", "projectId"));
    private static final Word ID = Word.needed("TASK", "The task's id.");
    private static final Flag STATUS = Flag.choice(
            "--status",
            "STATUS",
            "Where it stands: one of",
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wire).toList());
    private static final Flag PRIORITY = Flag.choice(
            "--priority",
            "PRIORITY",
            "How urgent it is: one of",
            Arrays.stream(Priority.values()).map(Priority::wire).toList());
    private static final List<Flag> FIELDS = List.of(
            STATUS,
            PRIORITY,
            Flag.one("--description", "TEXT", "What is to be done; \"-\" reads standard input."),
            Flag.one("--prompt", "TEXT", "What an agent is told at the start; \"-\" reads standard input."),
            Flag.one("--parent", "TASK", "The task it is part of."),
            Flag.many("--depends-on", "TASK", "A task that comes first."),
            Flag.many("--skill", "ID", "A skill it takes."),
            Flag.one("--progress", "N", "How many steps are done."));

    private TaskVerbs() {}

    static Noun noun() {
        return new Noun(
                "task",
                "Lists, shows, makes, changes, claims and deletes tasks.",
                List.of(list(), show(), create(), update(), claim(), delete()));
    }

    private static Verb list() {
        return new Verb(
                "list",
                "Lists tasks, oldest first: of one project, or of all you may see.",
                List.of(),
                List.of(
                        Projects.flag("the session's, or all"),
                        STATUS,
                        Flag.one("--session", "SESSION", "Those it works on."),
                        Asking.LIMIT,
                        Asking.ALL),
                List.of("task list --project shop --status pending", "task list --all --json"),
                asking -> asking.list(
                        new QueryText(PATH)
                                .with("projectId", asking.project())
                                .with("status", asking.given().text(STATUS.name()))
                                .with("sessionId", asking.given().text("--session"))
                                .toString(),
                        COLUMNS));
    }

    private static Verb show() {
        return new Verb(
                "show",
                "Shows a task.",
                List.of(ID),
                List.of(),
                List.of("task show task_1"),
                asking -> asking.document(asking.calls().get(one(asking))));
    }

    private static Verb create() {
        List<Flag> flags = new ArrayList<>(List.of(Projects.flag("the session's, or the only one")));
        flags.addAll(FIELDS);
        flags.add(Asking.KEY);
        return new Verb(
                "create",
                "Makes a task.",
                List.of(Word.needed("TITLE", "What it is called.")),
                flags,
                List.of(
                        "task create \"Fix the login\" --project shop --priority high",
                        "task create \"Write it up\" --depends-on task_1 --description - < notes.md"),
                TaskVerbs::create);
    }

    private static void create(Asking asking) {
        HubAnswer made = asking.post(
                PATH,
                fields(asking)
                        .put("projectId", asking.neededProject())
                        .put("title", asking.given().needed(0))
                        .node());
        asking.done(made, "Made task " + Cells.text(made.json().path("id")) + ".");
    }

    private static Verb update() {
        List<Flag> flags = new ArrayList<>(List.of(Flag.one("--title", "TEXT", "What it is called.")));
        flags.addAll(FIELDS);
        flags.add(Flag.one("--error", "TEXT", "What went wrong."));
        flags.add(Flag.many("--clear", "FIELD", "Empties a field: parentId, agent, error or completedAt."));
        flags.add(Asking.IF_VERSION);
        return new Verb(
                "update",
                "Changes what is given of a task, and nothing else.",
                List.of(ID),
                flags,
                List.of(
                        "task update task_1 --status completed",
                        "task update task_1 --status in_progress --progress 2 --if-version 3"),
                TaskVerbs::update);
    }

    private static void update(Asking asking) {
        var fields = fields(asking)
                .flag("title", "--title")
                .flag("error", "--error")
                .clear("--clear")
                .node();
        if (fields.isEmpty()) {
            throw VerbFailure.usage("Say what is to be changed, such as --status completed.");
        }
        HubAnswer changed = asking.calls().patch(one(asking), fields, asking.ifVersion());
        asking.done(
                changed,
                "Changed task " + asking.given().needed(0) + ", now "
                        + Cells.text(changed.json().path("status")) + ", version "
                        + Cells.text(changed.json().path("version")) + ".");
    }

    private static Given.Fields fields(Asking asking) {
        return asking.given()
                .fields()
                .flag("status", STATUS.name())
                .flag("priority", PRIORITY.name())
                .flag("description", "--description")
                .flag("prompt", "--prompt")
                .flag("parentId", "--parent")
                .list("dependencies", "--depends-on")
                .list("skillIds", "--skill")
                .number("progress", "--progress");
    }

    private static Verb claim() {
        return new Verb(
                "claim",
                "Claims a task for a session: of all who do, one gets it.",
                List.of(ID),
                List.of(
                        Flag.one("--session", "SESSION", "Who claims it. Default: the session whose terminal this is"),
                        Flag.yes("--release", "Give it back instead."),
                        Asking.KEY),
                List.of("task claim task_1 --session sess_1", "task claim task_1 --release"),
                TaskVerbs::claim);
    }

    private static void claim(Asking asking) {
        Optional<String> named = asking.given().text("--session");
        String path = one(asking) + "/claim";
        if (asking.given().has("--release")) {
            HubAnswer free = asking.calls()
                    .delete(
                            new QueryText(path)
                                    .with("sessionId", named.or(asking::session))
                                    .toString(),
                            OptionalLong.empty());
            asking.done(free, "Released task " + asking.given().needed(0) + ".");
            return;
        }
        String session = asking.neededSession(named);
        HubAnswer claimed = asking.post(
                path, asking.given().fields().put("sessionId", session).node());
        asking.done(claimed, "Task " + asking.given().needed(0) + " is claimed by " + session + ".");
    }

    private static Verb delete() {
        return new Verb(
                "delete",
                "Deletes a task. There is no way back.",
                List.of(ID),
                List.of(Asking.IF_VERSION),
                List.of("task delete task_1"),
                asking -> asking.done(
                        asking.calls().delete(one(asking), asking.ifVersion()),
                        "Deleted task " + asking.given().needed(0) + "."));
    }

    private static String one(Asking asking) {
        return Asking.path(PATH, asking.given().needed(0));
    }
}
