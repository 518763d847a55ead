package dev.maestro.server.command;

import java.util.List;

/** {@code mail}: what may be done with mail between sessions. */
final class MailVerbs {
    private static final String PATH = "/api/mail";
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID", "id"),
            Column.text("FROM", "fromSessionId"),
            Column.whole("TO", "toSessionId"),
            Column.text("SUBJECT", "subject"),
            Column.text("BODY", "body"),
            Column.time("SENT", "createdAt"));

    private MailVerbs() {}

    static Noun noun() {
        return new Noun("mail", "Lists and sends mail to sessions.", List.of(list(), send()));
    }

    private static Verb list() {
        return new Verb(
                "list",
                "Lists mail, oldest first; in a session's terminal that session's.",
                List.of(),
                List.of(
                        Projects.flag("the session's, or all"),
                        Flag.one("--session", "SESSION", "Mail to it. Default: the session whose terminal this is"),
                        Asking.LIMIT,
                        Asking.ALL),
                List.of("mail list --session sess_1", "mail list --project shop --all --json"),
                asking -> asking.list(
                        new QueryText(PATH)
                                .with("projectId", asking.project())
                                .with(
                                        "sessionId",
                                        asking.given().text("--session").or(asking::session))
                                .toString(),
                        COLUMNS));
    }

    private static Verb send() {
        return new Verb(
                "send",
                "Sends mail to a session; an agent that waits for mail gets it at once.",
                List.of(Word.needed("SUBJECT", "In a few words.")),
                List.of(
                        Flag.one("--to", "SESSION", "Whom it is to; needed."),
                        Flag.one("--body", "TEXT", "What else there is to say; \"-\" reads standard input."),
                        Flag.one("--type", "WORD", "What kind of mail it is. Default: directive"),
                        Asking.KEY),
                List.of(
                        "mail send \"Look at task_1 first\" --to sess_1",
                        "mail send \"What I found\" --to sess_1 --body - < notes.md"),
                MailVerbs::send);
    }

    private static void send(Asking asking) {
        Given given = asking.given();
        String to = given.text("--to").orElseThrow(() -> VerbFailure.usage("Say whom it is --to: a session's id."));
        HubAnswer sent = asking.post(
                PATH,
                given.fields()
                        .put("toSessionId", to)
                        .put("subject", given.needed(0))
                        .flag("body", "--body")
                        .flag("type", "--type")
                        .node());
        asking.done(sent, "Sent " + Cells.text(sent.json().path("id")) + " to " + to + ".");
    }
}
