package dev.maestro.server.isolation;

import dev.maestro.server.isolation.Row.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Rows for each client event of each namespace; in each {@code o} is one's own, {@code x} is others'. */
final class EventRows {
    private static final Function<Ids, String> NOBODY = o -> "{}";

    private EventRows() {}

    static List<Saying> all() {
        List<Saying> rows = new ArrayList<>();
        rows.addAll(natives("/ui", true, EventRows::user));
        rows.addAll(natives("/mobile", true, EventRows::phone));
        rows.addAll(natives("/terminal", true, EventRows::user));
        rows.addAll(cli(o -> agentOf(o, World.userOf(o.project()))));
        rows.addAll(ui());
        rows.addAll(owners("/ui", true, EventRows::user));
        rows.addAll(viewers());
        rows.addAll(mobile());
        rows.add(row("/mobile", "state:sync", Outcome.AS_NOTHING, true, EventRows::phone, (o, x) -> ""));
        rows.add(row("/mobile", "state:sync", Outcome.REFUSED, false, EventRows::phone, (o, x) -> project(x)));
        rows.addAll(portal());
        return List.copyOf(rows);
    }

    /** What an agent says, in the one namespace it may come to. */
    static List<Saying> ofAgents() {
        return cli(o -> agentOf(o, o.agentToken()));
    }

    private static List<Saying> cli(Function<Ids, String> auth) {
        List<Saying> rows = new ArrayList<>(natives("/cli", false, auth));
        // A socket is one session's, so no task of another is any of its business, may it be seen or not.
        rows.add(row("/cli", "heartbeat", Outcome.REFUSED, false, auth, (o, x) -> ofTask("'status':'on'", x)));
        rows.add(row("/cli", "session:report", Outcome.REFUSED, false, auth, (o, x) -> ofTask("'type':'progress'", x)));
        rows.add(row("/cli", "session:report", Outcome.REFUSED, false, auth, (o, x) -> ofTask("'type':'blocked'", x)));
        rows.addAll(owners("/cli", false, auth));
        return rows;
    }

    private static List<Saying> mobile() {
        Function<Ids, String> auth = EventRows::phone;
        return List.of(
                row("/mobile", "mail:send", Outcome.REFUSED, true, auth, (o, x) -> letter(x.session())),
                row("/mobile", "mail:send", Outcome.REFUSED, true, auth, (o, x) -> letter(x.spawning())),
                row("/mobile", "session:reply-input", Outcome.REFUSED, true, auth, (o, x) -> reply(x.waiting(), "")),
                row("/mobile", "session:reply-input", Outcome.REFUSED, false, auth, (o, x) -> reply(x.session(), "")),
                row(
                        "/mobile",
                        "session:reply-input",
                        Outcome.REFUSED,
                        false,
                        auth,
                        (o, x) -> reply(x.waiting(), ",'text':'yes'")),
                row(
                        "/mobile",
                        "session:spawn",
                        Outcome.REFUSED,
                        true,
                        auth,
                        (o, x) -> json("{'taskIds':['" + x.task() + "']}")),
                row(
                        "/mobile",
                        "session:spawn",
                        Outcome.REFUSED,
                        true,
                        auth,
                        (o, x) -> json("{'projectId':'" + x.project() + "','taskIds':['" + x.child() + "']}")));
    }

    private static String ofTask(String fields, Ids x) {
        return json("{" + fields + ",'taskId':'" + x.task() + "'}");
    }

    private static String letter(String sessionId) {
        return json("{'toSessionId':'" + sessionId + "','subject':'s','body':'b'}");
    }

    private static String reply(String sessionId, String more) {
        return json("{'sessionId':'" + sessionId + "'" + more + "}");
    }

    private static List<Saying> owners(String namespace, boolean good, Function<Ids, String> auth) {
        String pty = "'ptyId':'" + Terminal.PTY + "'";
        return List.of(
                row(
                        namespace,
                        "terminal:register",
                        Outcome.REFUSED,
                        good,
                        auth,
                        (o, x) -> json("{'ptyId':'another','sessionId':'" + x.waiting() + "'}")),
                row(
                        namespace,
                        "terminal:register",
                        Outcome.REFUSED,
                        false,
                        auth,
                        (o, x) -> json("{" + pty + ",'sessionId':'" + x.session() + "','takeover':false}")),
                // Nobody can so much as name the pty of another socket.
                row(
                        namespace,
                        "terminal:output",
                        Outcome.REFUSED,
                        false,
                        auth,
                        (o, x) -> json("{" + pty + ",'data':'x'}")),
                row(
                        namespace,
                        "terminal:resize",
                        Outcome.REFUSED,
                        false,
                        auth,
                        (o, x) -> json("{" + pty + ",'cols':1,'rows':1}")),
                row(namespace, "terminal:exit", Outcome.REFUSED, false, auth, (o, x) -> json("{" + pty + "}")));
    }

    private static List<Saying> viewers() {
        Function<Ids, String> auth = EventRows::user;
        String name = "/terminal";
        return List.of(
                row(name, "terminal:watch", Outcome.REFUSED, true, auth, (o, x) -> terminal(x, "'since':0")),
                row(name, "terminal:unwatch", Outcome.AS_NOTHING, true, auth, (o, x) -> terminal(x)),
                // What one does not watch one does not type into.
                row(name, "terminal:input", Outcome.REFUSED, false, auth, (o, x) -> terminal(x, "'input':'x'")),
                row(name, "terminal:resize", Outcome.REFUSED, false, auth, (o, x) -> terminal(x, "'cols':9,'rows':9")),
                row(name, "terminal:ack", Outcome.REFUSED, false, auth, (o, x) -> terminal(x, "'position':0")),
                row(name, "terminal:list", Outcome.AS_NOTHING, true, auth, (o, x) -> ""));
    }

    private static String terminal(Ids x, String... more) {
        String fields = "'sessionId':'" + x.session() + "'";
        return json("{" + fields + (more.length == 0 ? "" : "," + String.join(",", more)) + "}");
    }

    private static List<Saying> natives(String namespace, boolean good, Function<Ids, String> auth) {
        List<Saying> rows = new ArrayList<>();
        for (String event : List.of("subscribe", "session:subscribe")) {
            rows.add(row(namespace, event, Outcome.REFUSED, good, auth, (o, x) -> sessions(x.session())));
            rows.add(row(namespace, event, Outcome.REFUSED, good, auth, (o, x) -> json("['" + x.waiting() + "']")));
            rows.add(row(namespace, event, Outcome.REFUSED, good, auth, (o, x) -> sessions(o.session(), x.spawning())));
        }
        for (String event : List.of("unsubscribe", "session:unsubscribe")) {
            rows.add(row(namespace, event, Outcome.AS_NOTHING, true, auth, (o, x) -> sessions(x.session())));
        }
        rows.add(row(namespace, "ping", Outcome.AS_NOTHING, true, auth, (o, x) -> ""));
        // An agent's own user could give it another token as little as anybody's.
        rows.add(row(namespace, "auth:refresh", Outcome.REFUSED, true, auth, (o, x) -> token(x)));
        return rows;
    }

    private static List<Saying> ui() {
        Function<Ids, String> auth = EventRows::user;
        return List.of(
                row("/ui", "project:subscribe", Outcome.REFUSED, true, auth, (o, x) -> project(x)),
                row("/ui", "state:sync", Outcome.REFUSED, true, auth, (o, x) -> project(x)),
                row(
                        "/ui",
                        "session:claim-spawn",
                        Outcome.REFUSED,
                        true,
                        auth,
                        (o, x) -> json("{'sessionId':'" + x.spawning() + "'}")));
    }

    private static List<Saying> portal() {
        List<Saying> rows = new ArrayList<>();
        for (String namespace : List.of("/portal", "/monitoring", "/project/{name}", "/chat/{name}")) {
            // A token of others in the place of one's own.
            rows.add(new Saying(
                    namespace,
                    "authenticate",
                    Outcome.REFUSED,
                    true,
                    (o, x) -> namespace.replace("{name}", o.project()),
                    EventRows::user,
                    (o, x) -> token(x)));
        }
        for (String template : List.of("/project/{name}", "/chat/{name}")) {
            // One's own token where others are.
            rows.add(new Saying(
                    template,
                    "authenticate",
                    Outcome.REFUSED,
                    true,
                    (o, x) -> template.replace("{name}", x.project()),
                    NOBODY,
                    (o, x) -> token(o)));
        }
        for (String event : List.of("join_project", "leave_project")) {
            rows.add(row("/portal", event, Outcome.REFUSED, true, EventRows::user, (o, x) -> named(x)));
            rows.add(ofProject("/project/{name}", event, Outcome.REFUSED, true, (o, x) -> named(x)));
        }
        String none = "'events':['state_change']";
        // Nobody hears of a project it did not join.
        rows.add(row(
                "/portal",
                "subscribe_to_events",
                Outcome.REFUSED,
                false,
                EventRows::user,
                (o, x) -> with(named(x), none)));
        rows.add(ofProject(
                "/project/{name}", "subscribe_to_events", Outcome.REFUSED, true, (o, x) -> with(named(x), none)));
        rows.addAll(chat());
        rows.add(row("/admin", "authenticate", Outcome.REFUSED, false, NOBODY, (o, x) -> token(o)));
        rows.add(row("/admin", "authenticate", Outcome.REFUSED, false, NOBODY, (o, x) -> token(x)));
        return rows;
    }

    /** The namespace is a project's, so what is said there is of one's own; its token is of others, and opens nothing. */
    private static List<Saying> chat() {
        String chat = "/chat/{name}";
        return List.of(
                ofProject(
                        chat,
                        "send_message",
                        Outcome.REFUSED,
                        false,
                        (o, x) -> json("{'content':'c','type':'thread_reply',"
                                + "'thread_id':'0f8fad5b-d9cb-469f-a165-70867728950e'}")),
                ofProject(chat, "typing_start", Outcome.AS_NOTHING, true, (o, x) -> named(x)),
                ofProject(chat, "typing_stop", Outcome.AS_NOTHING, true, (o, x) -> named(x)),
                ofProject(
                        chat,
                        "register_commands",
                        Outcome.AS_NOTHING,
                        true,
                        (o, x) -> json("{'commands':['isolated']}")));
    }

    private static Saying ofProject(
            String template, String event, Outcome outcome, boolean good, BiFunction<Ids, Ids, String> payload) {
        return new Saying(
                template,
                event,
                outcome,
                good,
                (o, x) -> template.replace("{name}", o.project()),
                EventRows::user,
                payload);
    }

    private static String named(Ids x) {
        return json("{'project_name':'" + x.project() + "'}");
    }

    private static Saying row(
            String namespace,
            String event,
            Outcome outcome,
            boolean good,
            Function<Ids, String> auth,
            BiFunction<Ids, Ids, String> payload) {
        return new Saying(namespace, event, outcome, good, (o, x) -> namespace, auth, payload);
    }

    /** Returns what a user's CONNECT carries. */
    static String user(Ids o) {
        return token(o);
    }

    /** Returns what the CONNECT of a user's phone carries. */
    static String phone(Ids o) {
        return with(token(o), "'projectId':'" + o.project() + "'");
    }

    /** Returns what the CONNECT for a session carries. */
    static String agentOf(Ids o, String token) {
        return json("{'token':'" + token + "','sessionId':'" + o.session() + "','projectId':'" + o.project() + "'}");
    }

    private static String token(Ids of) {
        return json("{'token':'" + World.userOf(of.project()) + "'}");
    }

    private static String project(Ids x) {
        return json("{'projectId':'" + x.project() + "'}");
    }

    private static String sessions(String... ids) {
        return json("{'sessionIds':['" + String.join("','", ids) + "']}");
    }

    private static String with(String object, String more) {
        return object.substring(0, object.length() - 1) + json("," + more + "}");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
