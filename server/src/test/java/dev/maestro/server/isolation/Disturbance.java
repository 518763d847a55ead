package dev.maestro.server.isolation;

/** Changes a project in every way there is: each event of the catalogue is caused by it. */
final class Disturbance {
    private Disturbance() {}

    /** Plants in a project of its own, changes all of it, and deletes it. */
    static Ids ofNewProject(Door door, String mark) {
        Ids ids = Plant.inNewProject(door, mark);
        of(door, ids, mark);
        door.done("DELETE", "/api/projects/" + ids.project(), "");
        return ids;
    }

    /** Changes all that was planted. */
    static void of(Door door, Ids ids, String mark) {
        door.done("PATCH", "/api/projects/" + ids.project(), "{'description':'" + mark + " changed'}");
        tasks(door, ids, mark);
        sessions(door, ids, mark);
        teamAndMail(door, ids, mark);
    }

    private static void tasks(Door door, Ids ids, String mark) {
        String task = "/api/tasks/" + ids.task();
        door.done("PATCH", task + "/subtasks/" + ids.subtask(), "{'title':'" + mark + " changed'}");
        door.done("DELETE", task + "/subtasks/" + ids.subtask(), "");
        door.done("POST", "/api/sessions/" + ids.session() + "/tasks/" + ids.child(), "");
        door.done("PATCH", "/api/tasks/" + ids.child(), "{'status':'in_progress'}");
        door.done("POST", "/api/sessions/" + ids.session() + "/report", "{'type':'blocked','message':'" + mark + "'}");
        for (String status : new String[] {"completed", "failed", "pending"}) {
            door.done("PATCH", task, "{'status':'" + status + "'}");
        }
        door.done("DELETE", "/api/sessions/" + ids.session() + "/tasks/" + ids.child(), "");
        door.done("DELETE", "/api/tasks/" + ids.child(), "");
    }

    private static void sessions(Door door, Ids ids, String mark) {
        String session = "/api/sessions/" + ids.session();
        door.done("POST", session + "/report", "{'type':'progress','message':'" + mark + "'}");
        door.done("POST", session + "/report", "{'type':'needs_input','message':'" + mark + "'}");
        door.done("POST", session + "/modal/" + ids.modal() + "/action", "{'action':'" + mark + "'}");
        door.done("DELETE", session + "/modal/" + ids.modal(), "");
        door.done("POST", "/api/sessions/" + ids.spawning() + "/claim-spawn", "{'claimant':'" + mark + "'}");
        door.done("PATCH", "/api/sessions/" + ids.waiting(), "{'status':'failed'}");
        door.done("PATCH", session, "{'status':'completed'}");
        door.done("DELETE", "/api/sessions/" + ids.spawning(), "");
    }

    private static void teamAndMail(Door door, Ids ids, String mark) {
        String member = "/api/team-members/" + ids.member();
        door.done("PATCH", member, "{'role':'" + mark + " changed'}");
        door.done("POST", member + "/archive", "");
        door.done("DELETE", member, "");
        door.done("DELETE", "/api/mail/" + ids.mail(), "");
    }
}
