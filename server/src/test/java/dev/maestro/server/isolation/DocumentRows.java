package dev.maestro.server.isolation;

import java.util.ArrayList;
import java.util.List;

/** A row for each REST route under a project; see {@link RestRows}. */
final class DocumentRows {
    private static final String IN = "/api/projects/{id}";

    private DocumentRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>(workflow());
        rows.addAll(backlog());
        rows.addAll(sprints());
        rows.addAll(approvals());
        rows.addAll(messages());
        rows.addAll(threads());
        rows.addAll(feeders());
        return List.copyOf(rows);
    }

    private static List<Row> workflow() {
        return List.of(
                Row.of("GET " + IN + "/workflow").refused(true, (o, x) -> get(in(x) + "/workflow")),
                Row.of("PATCH " + IN + "/workflow")
                        .refused(true, (o, x) -> Request.of("PATCH", in(x) + "/workflow", "{'state':'taken'}")));
    }

    private static List<Row> backlog() {
        String one = "/backlog/";
        return List.of(
                Row.of("GET " + IN + "/backlog").refused(true, (o, x) -> get(in(x) + "/backlog")),
                Row.of("POST " + IN + "/backlog")
                        .refused(false, (o, x) -> post(in(x) + "/backlog", "{'title':'t'}"))
                        .refused(
                                false,
                                (o, x) -> post(in(o) + "/backlog", "{'title':'t','sprintId':'" + x.sprint() + "'}"))
                        .refused(
                                false,
                                (o, x) -> post(in(o) + "/backlog", "{'title':'t','taskIds':['" + x.task() + "']}")),
                Row.of("GET " + IN + "/backlog/{storyId}")
                        .refused(true, (o, x) -> get(in(x) + one + x.story()))
                        .refused(true, (o, x) -> get(in(o) + one + x.story())),
                Row.of("PATCH " + IN + "/backlog/{storyId}")
                        .refused(false, (o, x) -> patch(in(x) + one + x.story(), "{'title':'taken','position':0}"))
                        .refused(false, (o, x) -> patch(in(o) + one + x.story(), "{'position':0}"))
                        .refused(false, (o, x) -> patch(in(o) + one + o.story(), "{'sprintId':'" + x.sprint() + "'}")),
                Row.of("DELETE " + IN + "/backlog/{storyId}")
                        .refused(false, (o, x) -> delete(in(x) + one + x.story()))
                        .refused(false, (o, x) -> delete(in(o) + one + x.story())));
    }

    private static List<Row> sprints() {
        String one = "/sprints/";
        return List.of(
                Row.of("GET " + IN + "/sprints").refused(true, (o, x) -> get(in(x) + "/sprints?status=planned")),
                Row.of("POST " + IN + "/sprints").refused(false, (o, x) -> post(in(x) + "/sprints", "{'name':'n'}")),
                Row.of("GET " + IN + "/sprints/{sprintId}")
                        .refused(true, (o, x) -> get(in(x) + one + x.sprint()))
                        .refused(true, (o, x) -> get(in(o) + one + x.sprint())),
                Row.of("PATCH " + IN + "/sprints/{sprintId}")
                        .refused(false, (o, x) -> patch(in(x) + one + x.sprint(), "{'name':'taken'}"))
                        .refused(false, (o, x) -> patch(in(o) + one + x.sprint(), "{}")),
                Row.of("DELETE " + IN + "/sprints/{sprintId}")
                        .refused(false, (o, x) -> delete(in(x) + one + x.sprint()))
                        .refused(false, (o, x) -> delete(in(o) + one + x.sprint())),
                Row.of("POST " + IN + "/sprints/{sprintId}/start")
                        .refused(false, (o, x) -> post(in(x) + one + x.sprint() + "/start", ""))
                        .refused(false, (o, x) -> post(in(o) + one + x.sprint() + "/start", "")),
                Row.of("POST " + IN + "/sprints/{sprintId}/stop")
                        .refusedAfter(
                                DocumentRows::start, false, (o, x) -> post(in(x) + one + x.sprint() + "/stop", ""))
                        .refusedAfter(
                                DocumentRows::start, false, (o, x) -> post(in(o) + one + x.sprint() + "/stop", "")));
    }

    private static List<Row> approvals() {
        String one = "/approvals/";
        return List.of(
                Row.of("GET " + IN + "/approvals").refused(true, (o, x) -> get(in(x) + "/approvals?status=pending")),
                Row.of("POST " + IN + "/approvals")
                        .refused(true, (o, x) -> post(in(x) + "/approvals", asking(x.task())))
                        .refused(true, (o, x) -> post(in(o) + "/approvals", asking(x.task()))),
                Row.of("GET " + IN + "/approvals/{approvalId}")
                        .refused(true, (o, x) -> get(in(x) + one + x.approval()))
                        .refused(true, (o, x) -> get(in(o) + one + x.approval())),
                Row.of("POST " + IN + "/approvals/{approvalId}/resolve")
                        .refused(false, (o, x) -> post(in(x) + one + x.approval() + "/resolve", "{'approved':true}"))
                        .refused(false, (o, x) -> post(in(o) + one + x.approval() + "/resolve", "{'approved':true}")));
    }

    private static List<Row> messages() {
        String one = "/messages/";
        return List.of(
                Row.of("GET " + IN + "/messages")
                        .refused(true, (o, x) -> get(in(x) + "/messages"))
                        .asNothing(true, (o, x) -> get(in(o) + "/messages?threadId=" + x.thread())),
                Row.of("POST " + IN + "/messages")
                        .refused(true, (o, x) -> post(in(x) + "/messages", "{'type':'message','content':'c'}"))
                        .refused(
                                true,
                                (o, x) -> post(
                                        in(o) + "/messages",
                                        "{'type':'thread_reply','content':'c','threadId':'" + x.thread() + "'}")),
                Row.of("GET " + IN + "/messages/{messageId}")
                        .refused(true, (o, x) -> get(in(x) + one + x.message()))
                        .refused(true, (o, x) -> get(in(o) + one + x.reply())),
                Row.of("POST " + IN + "/messages/{messageId}/reactions")
                        .refused(true, (o, x) -> post(in(x) + one + x.message() + "/reactions", "{'emoji':'e'}"))
                        .refused(true, (o, x) -> post(in(o) + one + x.message() + "/reactions", "{'emoji':'e'}")),
                Row.of("DELETE " + IN + "/messages/{messageId}/reactions/{emoji}")
                        .refused(true, (o, x) -> delete(in(x) + one + x.message() + "/reactions/e"))
                        .refused(true, (o, x) -> delete(in(o) + one + x.message() + "/reactions/e")));
    }

    private static List<Row> threads() {
        return List.of(
                Row.of("GET " + IN + "/threads")
                        .refused(true, (o, x) -> get(in(x) + "/threads"))
                        .asNothing(true, (o, x) -> get(in(o) + "/threads?parentMessageId=" + x.message())),
                Row.of("POST " + IN + "/threads")
                        .refused(true, (o, x) -> post(in(x) + "/threads", about(x.message())))
                        .refused(true, (o, x) -> post(in(o) + "/threads", about(x.message()))),
                Row.of("GET " + IN + "/threads/{threadId}")
                        .refused(true, (o, x) -> get(in(x) + "/threads/" + x.thread()))
                        .refused(true, (o, x) -> get(in(o) + "/threads/" + x.thread())));
    }

    private static List<Row> feeders() {
        return List.of(
                Row.of("POST " + IN + "/activity")
                        .refused(
                                true,
                                (o, x) -> post(
                                        in(x) + "/activity",
                                        "{'agentType':'a','action':'a','status':'started','taskId':'t'}")),
                Row.of("POST " + IN + "/tdd")
                        .refused(
                                true,
                                (o, x) -> post(
                                        in(x) + "/tdd",
                                        "{'event':'cycle_started','storyId':'s','estimatedDuration':1}")),
                Row.of("POST " + IN + "/test-output")
                        .refused(
                                true,
                                (o, x) -> post(
                                        in(x) + "/test-output",
                                        "{'cycleId':'c','outputType':'stdout','content':'out'}")));
    }

    private static Request start(Ids own, Ids others) {
        return post(in(others) + "/sprints/" + others.sprint() + "/start", "");
    }

    private static String asking(String task) {
        return "{'taskId':'" + task + "','reason':'r','timeoutMs':604800000}";
    }

    private static String about(String message) {
        return "{'parentMessageId':'" + message + "'}";
    }

    private static String in(Ids of) {
        return "/api/projects/" + of.project();
    }

    private static Request get(String path) {
        return Request.of("GET", path);
    }

    private static Request post(String path, String json) {
        return Request.of("POST", path, json);
    }

    private static Request patch(String path, String json) {
        return Request.of("PATCH", path, json);
    }

    private static Request delete(String path) {
        return Request.of("DELETE", path);
    }
}
