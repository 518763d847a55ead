package dev.maestro.server.command;

import dev.maestro.protocol.command.AgentReport;
import dev.maestro.protocol.model.SessionStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code session}: what may be done with sessions. */
final class SessionVerbs {
    private static final String PATH = "/api/sessions";
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID", "id"),
            Column.status("STATUS", "status"),
            Column.text("NAME", "name"),
            Column.text("AGENT", "agentStatus"),
            Column.count("TASKS", "taskIds"),
            Column.whole("PROJECT", "projectId"));
    private static final String HERE = "the one whose terminal this is";
    private static final Word ID = Word.needed("SESSION", "The session's id.");
    private static final Flag STATUS = Flag.choice(
            "--status",
            "STATUS",
            "What it is doing: one of",
            Arrays.stream(SessionStatus.values()).map(SessionStatus::wire).toList());
    private static final Flag TASK = Flag.many("--task", "TASK", "A task it works on.");
    private static final Flag AGENT = Flag.one("--agent", "ID", "Which agent it runs.");
    private static final Flag OWN = Flag.one("--session", "SESSION", "Which. Default: " + HERE);
    private static final List<String> REPORTS = Arrays.stream(AgentReport.Type.values())
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .toList();

    private SessionVerbs() {}

    static Noun noun() {
        return new Noun(
                "session",
                "Lists, shows, makes, spawns and deletes sessions, gives them tasks, reports for them.",
                List.of(
                        list(),
                        show(),
                        create(),
                        spawn(),
                        tasks("add-task", "Gives a session a task to work on.", SessionVerbs::addTask),
                        tasks("remove-task", "Takes a task from a session.", SessionVerbs::removeTask),
                        report(),
                        delete()));
    }

    private static Verb list() {
        return new Verb(
                "list",
                "Lists sessions, oldest first: of one project, or of all you may see.",
                List.of(),
                List.of(Projects.flag("the session's, or all"), STATUS, Asking.LIMIT, Asking.ALL),
                List.of("session list --project shop --status running"),
                asking -> asking.list(
                        new QueryText(PATH)
                                .with("projectId", asking.project())
                                .with("status", asking.given().text(STATUS.name()))
                                .toString(),
                        COLUMNS));
    }

    private static Verb show() {
        return new Verb(
                "show",
                "Shows a session.",
                List.of(Word.perhaps("SESSION", "The session's id. Default: " + HERE)),
                List.of(),
                List.of("session show sess_1"),
                asking -> asking.document(asking.calls()
                        .get(one(asking.neededSession(asking.given().word(0))))));
    }

    private static Verb create() {
        return new Verb(
                "create",
                "Makes a session; --json tells its token, too. \"agent\" makes one and runs a command in it.",
                List.of(Word.perhaps("NAME", "What it is called.")),
                List.of(Projects.flag("the session's, or the only one"), TASK, AGENT, STATUS, Asking.KEY),
                List.of("session create tests --project shop --task task_1"),
                asking -> make(asking, PATH, "Made", asking.given().fields().flag("status", STATUS.name())));
    }

    private static Verb spawn() {
        return new Verb(
                "spawn",
                "Makes a session and offers its terminal to the desktops that are connected.",
                List.of(Word.perhaps("NAME", "What it is called.")),
                List.of(
                        Projects.flag("the session's, or the only one"),
                        TASK,
                        AGENT,
                        Flag.many("--skill", "ID", "A skill it is given."),
                        Flag.one("--reason", "TEXT", "Why."),
                        Asking.KEY),
                List.of("session spawn reviewer --project shop --task task_1 --reason \"needs a second look\""),
                asking -> make(
                        asking,
                        PATH + "/spawn",
                        "Spawned",
                        asking.given()
                                .fields()
                                .list("skills", "--skill")
                                .flag("spawnReason", "--reason")
                                .put("spawnedBy", asking.session())));
    }

    private static void make(Asking asking, String path, String done, Given.Fields fields) {
        HubAnswer made = asking.post(
                path,
                fields.put("projectId", asking.neededProject())
                        .put("name", asking.given().word(0))
                        .list("taskIds", TASK.name())
                        .flag("agentId", AGENT.name())
                        .node());
        asking.done(made, done + " session " + Cells.text(made.json().path("id")) + ".");
    }

    private static Verb tasks(String name, String summary, Verb.Action action) {
        return new Verb(
                name,
                summary,
                List.of(
                        Word.needed("SESSION", "The session's id; left out, it is " + HERE + ".")
                                .shownAs("[SESSION]"),
                        Word.perhaps("TASK", "The task's id.").shownAs("TASK")),
                List.of(),
                List.of("session " + name + " sess_1 task_1", "session " + name + " task_1"),
                action);
    }

    private static void addTask(Asking asking) {
        HubAnswer changed = asking.post(pair(asking), Optional.empty());
        asking.done(changed, "Session " + pairSession(asking) + " works on " + pairTask(asking) + ".");
    }

    private static void removeTask(Asking asking) {
        HubAnswer changed = asking.calls().delete(pair(asking), OptionalLong.empty());
        asking.done(changed, "Session " + pairSession(asking) + " works on " + pairTask(asking) + " no more.");
    }

    private static String pair(Asking asking) {
        return Asking.path(one(pairSession(asking)) + "/tasks", pairTask(asking));
    }

    /** A single word is the task. */
    private static String pairSession(Asking asking) {
        return asking.neededSession(
                asking.given().word(1).isPresent() ? asking.given().word(0) : Optional.empty());
    }

    private static String pairTask(Asking asking) {
        return asking.given().word(1).orElseGet(() -> asking.given().needed(0));
    }

    private static Verb report() {
        return new Verb(
                "report",
                "Tells how a session is getting on; who watches it is told.",
                List.of(
                        Word.choice("WHAT", REPORTS),
                        Word.perhaps("MESSAGE", "In a sentence; \"-\" reads standard input.")),
                List.of(OWN, Flag.one("--task", "TASK", "Which of its tasks it is about."), Asking.KEY),
                List.of(
                        "session report progress \"half of the tests pass\"",
                        "session report completed --session sess_1"),
                SessionVerbs::report);
    }

    private static void report(Asking asking) {
        Given given = asking.given();
        String session = asking.neededSession(given.text(OWN.name()));
        HubAnswer reported = asking.post(
                one(session) + "/report",
                given.fields()
                        .put("type", given.needed(0))
                        .put("message", given.word(1).map(given::orInput))
                        .flag("taskId", "--task")
                        .node());
        asking.done(
                reported,
                "Reported; session " + session + " is "
                        + Cells.text(reported.json().path("status")) + ".");
    }

    private static Verb delete() {
        return new Verb(
                "delete",
                "Deletes a session; what runs in its terminal is not ended by it. There is no way back.",
                List.of(ID),
                List.of(Asking.IF_VERSION),
                List.of("session delete sess_1"),
                asking -> asking.done(
                        asking.calls().delete(one(asking.given().needed(0)), asking.ifVersion()),
                        "Deleted session " + asking.given().needed(0) + "."));
    }

    private static String one(String id) {
        return Asking.path(PATH, id);
    }
}
