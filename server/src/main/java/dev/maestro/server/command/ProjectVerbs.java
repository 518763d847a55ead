package dev.maestro.server.command;

import java.util.List;

/** {@code project}: what may be done with projects. */
final class ProjectVerbs {
    private static final String PATH = "/api/projects";
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID", "id"),
            Column.text("NAME", "name"),
            Column.text("FOLDER", "workingDir"),
            Column.count("MEMBERS", "members"),
            Column.time("CHANGED", "updatedAt"));

    private ProjectVerbs() {}

    static Noun noun() {
        return new Noun(
                "project",
                "Lists, shows, makes and deletes projects.",
                List.of(
                        new Verb(
                                "list",
                                "Lists the projects you may see.",
                                List.of(),
                                List.of(Asking.LIMIT, Asking.ALL),
                                List.of("project list", "project list --all --json"),
                                asking -> asking.list(PATH, COLUMNS)),
                        new Verb(
                                "show",
                                "Shows a project.",
                                List.of(Word.perhaps(
                                        "PROJECT", "Id or exact name. Default: the session's, or the only one.")),
                                List.of(),
                                List.of("project show shop"),
                                asking -> asking.document(asking.calls().get(one(project(asking))))),
                        create(),
                        new Verb(
                                "delete",
                                "Deletes a project with all its tasks, sessions and mail. There is no way back.",
                                List.of(Word.needed("PROJECT", "Id or exact name.")),
                                List.of(Asking.IF_VERSION),
                                List.of("project delete shop"),
                                ProjectVerbs::delete)));
    }

    private static Verb create() {
        return new Verb(
                "create",
                "Makes a project.",
                List.of(Word.needed("NAME", "What it is called.")),
                List.of(
                        Flag.one("--working-dir", "FOLDER", "Where its terminals start."),
                        Flag.one("--description", "TEXT", "What it is about; \"-\" reads standard input."),
                        Flag.many("--member", "USER", "A user who may see it."),
                        Asking.KEY),
                List.of("project create shop --working-dir /srv/shop --member ada"),
                ProjectVerbs::create);
    }

    private static void create(Asking asking) {
        HubAnswer made = asking.post(
                PATH,
                asking.given()
                        .fields()
                        .put("name", asking.given().needed(0))
                        .flag("workingDir", "--working-dir")
                        .flag("description", "--description")
                        .list("members", "--member")
                        .node());
        asking.done(made, "Made project " + Cells.text(made.json().path("id")) + ".");
    }

    private static void delete(Asking asking) {
        String id = new Projects(asking.calls()).id(asking.given().needed(0));
        HubAnswer gone = asking.calls().delete(one(id), asking.ifVersion());
        asking.done(gone, "Deleted project " + id + ".");
    }

    private static String project(Asking asking) {
        return asking.given().word(0).map(new Projects(asking.calls())::id).orElseGet(asking::neededProject);
    }

    private static String one(String id) {
        return Asking.path(PATH, id);
    }
}
