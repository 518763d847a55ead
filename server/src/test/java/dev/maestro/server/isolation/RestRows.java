package dev.maestro.server.isolation;

import java.util.ArrayList;
import java.util.List;

/**
 * A row for each REST route; HEAD is asked wherever GET is.
 *
 * <p>In each: {@code o} is one's own, {@code x} is others'; {@code true} is what an agent may do to others in its own
 * project.
 */
final class RestRows {
    private RestRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>(health());
        rows.addAll(page());
        rows.addAll(projects());
        rows.addAll(tasks());
        rows.addAll(partsOfTasks());
        rows.addAll(brain());
        rows.addAll(sessions());
        rows.addAll(partsOfSessions());
        rows.addAll(team());
        rows.addAll(mail());
        rows.addAll(DocumentRows.all());
        rows.addAll(admin());
        rows.add(Row.of("GET /api/state").refused(true, (o, x) -> get("/api/state?projectId=" + x.project())));
        return List.copyOf(rows);
    }

    private static List<Row> health() {
        return List.of(
                Row.of("GET /").asNothing(true, (o, x) -> get("/")),
                Row.of("GET /healthz").asNothing(true, (o, x) -> get("/healthz")),
                Row.of("GET /openapi.json").asNothing(true, (o, x) -> get("/openapi.json")),
                Row.of("GET /asyncapi.json").asNothing(true, (o, x) -> get("/asyncapi.json")),
                Row.of("GET /livez").asNothing(true, (o, x) -> get("/livez")),
                Row.of("GET /readyz").asNothing(true, (o, x) -> get("/readyz")),
                Row.of("GET /ws-status").asNothing(true, (o, x) -> get("/ws-status")));
    }

    private static List<Row> page() {
        return List.of(
                Row.of("GET /api/me").asNothing(true, (o, x) -> get("/api/me")),
                Row.of("GET /api/me/connection").asNothing(true, (o, x) -> get("/api/me/connection")),
                Row.of("GET /web/<file>").asNothing(true, (o, x) -> get("/web/app.js")));
    }

    private static List<Row> projects() {
        String one = "/api/projects/";
        return List.of(
                Row.of("GET /api/projects").asNothing(true, (o, x) -> get("/api/projects")),
                Row.of("POST /api/projects")
                        .made(false, (o, x) -> post("/api/projects", "{'name':'" + x.project() + "'}")),
                Row.of("GET /api/projects/{id}").refused(true, (o, x) -> get(one + x.project())),
                Row.of("PATCH /api/projects/{id}")
                        .refused(false, (o, x) -> patch(one + x.project(), "{'members':['a']}"))
                        .refused(false, (o, x) -> patch(one + x.project(), "{}")),
                Row.of("PUT /api/projects/{id}")
                        .refused(false, (o, x) -> Request.of("PUT", one + x.project(), "{'name':'taken'}")),
                Row.of("DELETE /api/projects/{id}").refused(false, (o, x) -> delete(one + x.project())));
    }

    private static List<Row> tasks() {
        String one = "/api/tasks/";
        return List.of(
                Row.of("GET /api/tasks")
                        .asNothing(true, (o, x) -> get("/api/tasks"))
                        .refused(true, (o, x) -> get("/api/tasks?projectId=" + x.project()))
                        .asNothing(true, (o, x) -> get("/api/tasks?limit=1&sessionId=" + x.session()))
                        .asNothing(
                                true,
                                (o, x) -> get("/api/tasks?projectId=" + o.project() + "&sessionId=" + x.session())),
                Row.of("POST /api/tasks")
                        .refused(true, (o, x) -> post("/api/tasks", task(x, "")))
                        .refused(true, (o, x) -> post("/api/tasks", task(o, ",'parentId':'" + x.task() + "'")))
                        .refused(true, (o, x) -> post("/api/tasks", task(o, ",'dependencies':['" + x.task() + "']")))
                        .made(true, (o, x) -> post("/api/tasks", task(o, ",'agentIds':['" + x.session() + "']"))),
                Row.of("GET /api/tasks/{id}").refused(true, (o, x) -> get(one + x.task())),
                Row.of("PATCH /api/tasks/{id}")
                        .refused(true, (o, x) -> patch(one + x.task(), "{'status':'completed'}"))
                        .refused(true, (o, x) -> patch(one + x.task(), "{}"))
                        .refused(true, (o, x) -> patch(one + o.task(), "{'parentId':'" + x.task() + "'}"))
                        .refused(true, (o, x) -> patch(one + o.task(), "{'dependencies':['" + x.child() + "']}")),
                Row.of("DELETE /api/tasks/{id}").refused(false, (o, x) -> delete(one + x.task())));
    }

    private static List<Row> partsOfTasks() {
        String one = "/api/tasks/";
        return List.of(
                Row.of("POST /api/tasks/{id}/claim")
                        .refused(
                                false,
                                (o, x) -> post(one + x.child() + "/claim", "{'sessionId':'" + x.session() + "'}"))
                        .refused(
                                true, (o, x) -> post(one + x.child() + "/claim", "{'sessionId':'" + o.session() + "'}"))
                        .refused(
                                false,
                                (o, x) -> post(one + o.child() + "/claim", "{'sessionId':'" + x.session() + "'}")),
                Row.of("DELETE /api/tasks/{id}/claim")
                        .refused(false, (o, x) -> delete(one + x.task() + "/claim"))
                        .refused(false, (o, x) -> delete(one + x.task() + "/claim?sessionId=" + x.session()))
                        .asNothing(true, (o, x) -> delete(one + o.child() + "/claim?sessionId=" + x.session())),
                Row.of("POST /api/tasks/{id}/timeline")
                        .refused(true, (o, x) -> post(one + x.task() + "/timeline", "{'message':'m'}")),
                Row.of("POST /api/tasks/{id}/subtasks")
                        .refused(true, (o, x) -> post(one + x.task() + "/subtasks", "{'title':'t'}")),
                Row.of("PATCH /api/tasks/{id}/subtasks/{subtaskId}")
                        .refused(
                                true,
                                (o, x) -> patch(one + x.task() + "/subtasks/" + x.subtask(), "{'completed':true}")),
                Row.of("DELETE /api/tasks/{id}/subtasks/{subtaskId}")
                        .refused(true, (o, x) -> delete(one + x.task() + "/subtasks/" + x.subtask())));
    }

    private static List<Row> brain() {
        String one = "/api/brain/tasks/";
        return List.of(
                Row.of("GET /api/brain/status/ws").asNothing(true, (o, x) -> get("/api/brain/status/ws")),
                Row.of("POST /api/brain/tasks/{id}/status")
                        .refused(true, (o, x) -> post(one + x.task() + "/status", "{'status':'failed'}")),
                Row.of("POST /api/brain/tasks/{id}/progress")
                        .refused(true, (o, x) -> post(one + x.task() + "/progress", "{'current_step':5}")));
    }

    private static List<Row> sessions() {
        String all = "/api/sessions";
        return List.of(
                Row.of("GET /api/sessions")
                        .asNothing(true, (o, x) -> get(all))
                        .refused(true, (o, x) -> get(all + "?projectId=" + x.project())),
                Row.of("POST /api/sessions")
                        .refused(true, (o, x) -> post(all, "{'projectId':'" + x.project() + "'}"))
                        .refused(true, (o, x) -> post(all, own(o, "'taskIds':['" + x.task() + "']}")))
                        .made(false, (o, x) -> post(all, own(o, "'metadata':{'spawnedBy':'" + x.session() + "'}}"))),
                Row.of("POST /api/sessions/spawn")
                        .refused(true, (o, x) -> post(all + "/spawn", "{'projectId':'" + x.project() + "'}"))
                        .refused(true, (o, x) -> post(all + "/spawn", own(o, "'taskIds':['" + x.task() + "']}")))
                        .made(false, (o, x) -> post(all + "/spawn", own(o, "'spawnedBy':'" + x.session() + "'}"))),
                Row.of("GET /api/sessions/{id}").refused(true, (o, x) -> get(all + "/" + x.session())),
                Row.of("PATCH /api/sessions/{id}")
                        .refused(false, (o, x) -> patch(all + "/" + x.session(), "{'status':'stopped'}"))
                        .refused(false, (o, x) -> patch(all + "/" + x.session(), "{}")),
                Row.of("DELETE /api/sessions/{id}").refused(false, (o, x) -> delete(all + "/" + x.session())),
                Row.of("POST /api/sessions/{id}/claim-spawn")
                        .refused(
                                false, (o, x) -> post(all + "/" + x.spawning() + "/claim-spawn", "{'claimant':'me'}")));
    }

    private static List<Row> partsOfSessions() {
        String one = "/api/sessions/";
        return List.of(
                Row.of("POST /api/sessions/{id}/tasks/{taskId}")
                        .refused(false, (o, x) -> post(one + x.session() + "/tasks/" + x.child(), ""))
                        .refused(false, (o, x) -> post(one + x.session() + "/tasks/" + o.task(), ""))
                        .refused(true, (o, x) -> post(one + o.session() + "/tasks/" + x.task(), "")),
                Row.of("DELETE /api/sessions/{id}/tasks/{taskId}")
                        .refused(false, (o, x) -> delete(one + x.session() + "/tasks/" + x.task()))
                        .refused(true, (o, x) -> delete(one + o.session() + "/tasks/" + x.task())),
                Row.of("POST /api/sessions/{id}/events")
                        .refused(false, (o, x) -> post(one + x.session() + "/events", "{'type':'log'}")),
                Row.of("POST /api/sessions/{id}/report")
                        .refused(false, (o, x) -> post(one + x.session() + "/report", "{'type':'progress'}")),
                Row.of("POST /api/sessions/{id}/modal")
                        .refused(false, (o, x) -> post(one + x.session() + "/modal", "{'title':'t','html':'h'}")),
                Row.of("POST /api/sessions/{id}/modal/{modalId}/action")
                        .refused(false, (o, x) -> post(modal(x) + "/action", "{'action':'ok'}")),
                Row.of("DELETE /api/sessions/{id}/modal/{modalId}").refused(false, (o, x) -> delete(modal(x))));
    }

    private static List<Row> team() {
        String all = "/api/team-members";
        return List.of(
                Row.of("GET /api/team-members")
                        .asNothing(true, (o, x) -> get(all))
                        .refused(true, (o, x) -> get(all + "?archived=false&projectId=" + x.project())),
                Row.of("POST /api/team-members")
                        .refused(false, (o, x) -> post(all, "{'projectId':'" + x.project() + "','name':'n'}")),
                Row.of("GET /api/team-members/{id}").refused(true, (o, x) -> get(all + "/" + x.member())),
                Row.of("PATCH /api/team-members/{id}")
                        .refused(false, (o, x) -> patch(all + "/" + x.member(), "{'archived':true}")),
                Row.of("DELETE /api/team-members/{id}").refused(false, (o, x) -> delete(all + "/" + x.member())),
                Row.of("POST /api/team-members/{id}/archive")
                        .refused(false, (o, x) -> post(all + "/" + x.member() + "/archive", "")));
    }

    private static List<Row> mail() {
        String all = "/api/mail";
        return List.of(
                Row.of("GET /api/mail")
                        .asNothing(true, (o, x) -> get(all))
                        .refused(true, (o, x) -> get(all + "?projectId=" + x.project()))
                        .asNothing(false, (o, x) -> get(all + "?limit=1&sessionId=" + x.session())),
                Row.of("POST /api/mail")
                        .refused(true, (o, x) -> post(all, mail(x.session(), "")))
                        .refused(
                                false, (o, x) -> post(all, mail(o.session(), ",'fromSessionId':'" + x.session() + "'")))
                        .refused(true, (o, x) -> post(all, mail(o.session(), ",'projectId':'" + x.project() + "'"))),
                Row.of("GET /api/mail/wait")
                        .refused(false, (o, x) -> get(all + "/wait?timeout=0&sessionId=" + x.session()))
                        .asNothing(
                                true,
                                (o, x) -> get(all + "/wait?timeout=0&sessionId=" + o.session() + "&after=" + x.mail())),
                Row.of("GET /api/mail/{id}").refused(false, (o, x) -> get(all + "/" + x.mail())),
                Row.of("DELETE /api/mail/{id}").refused(false, (o, x) -> delete(all + "/" + x.mail())));
    }

    private static List<Row> admin() {
        String config = "/api/admin/config";
        return List.of(
                Row.forAdmins("GET /api/admin/audit")
                        .refused(false, (o, x) -> get("/api/admin/audit"))
                        .refused(false, (o, x) -> get("/api/admin/audit?userId=user-of-" + x.project())),
                Row.forAdmins("GET /api/admin/samples")
                        .refused(false, (o, x) -> get("/api/admin/samples"))
                        .refused(false, (o, x) -> get("/api/admin/samples?since=1")),
                Row.forAdmins("GET /metrics").refused(false, (o, x) -> get("/metrics")),
                Row.forAdmins("POST /api/admin/drain").refused(false, (o, x) -> post("/api/admin/drain", "")),
                Row.forAdmins("GET /api/admin/config").refused(false, (o, x) -> get(config)),
                Row.forAdmins("PATCH /api/admin/config")
                        .refused(false, (o, x) -> patch(config, "{'changes':{'log-level':null}}")));
    }

    private static String task(Ids in, String more) {
        return "{'projectId':'" + in.project() + "','title':'t'" + more + "}";
    }

    private static String own(Ids in, String more) {
        return "{'projectId':'" + in.project() + "'," + more;
    }

    private static String mail(String to, String more) {
        return "{'toSessionId':'" + to + "','subject':'s'" + more + "}";
    }

    private static String modal(Ids of) {
        return "/api/sessions/" + of.session() + "/modal/" + of.modal();
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
