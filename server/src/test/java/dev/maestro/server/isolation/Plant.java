package dev.maestro.server.isolation;

import com.fasterxml.jackson.databind.JsonNode;

/** Plants one of everything in a project, with a mark in every text there is. */
final class Plant {
    private Plant() {}

    /** Makes a project and plants there. */
    static Ids inNewProject(Door door, String mark) {
        return in(door, project(door, mark), mark);
    }

    /** Makes a project in which there is nothing, and returns its id. */
    static String project(Door door, String mark) {
        return door.made(
                "/api/projects",
                "{'name':'%1$s name','workingDir':'/%1$s','description':'%1$s','members':['%1$s']}".formatted(mark));
    }

    /** Plants in a project that is there. */
    static Ids in(Door door, String project, String mark) {
        String projectId = "{'projectId':'" + project + "',";
        String task = door.made(
                "/api/tasks",
                projectId
                        + ("'title':'%1$s','description':'%1$s','prompt':'%1$s','agent':'%1$s','error':'%1$s',"
                                        + "'skillIds':['%1$s'],'agentIds':['%1$s']}")
                                .formatted(mark));
        String child = door.made(
                "/api/tasks",
                projectId + "'title':'" + mark + "','parentId':'" + task + "','dependencies':['" + task + "']}");
        JsonNode made = door.done(
                "POST",
                "/api/sessions",
                projectId
                        + ("'name':'%1$s','taskIds':['" + task + "'],'env':{'%1$s':'%1$s'},'hostname':'%1$s',"
                                        + "'platform':'%1$s','agentId':'%1$s','metadata':{'skills':['%1$s'],"
                                        + "'spawnedBy':'%1$s','spawnReason':'%1$s'}}")
                                .formatted(mark));
        String session = made.path("id").asText();
        String waiting = door.made(
                "/api/sessions",
                projectId + "'name':'" + mark + "','needsInput':{'active':true,'message':'" + mark + "'}}");
        String spawning = door.made("/api/sessions/spawn", projectId + "'name':'" + mark + "'}");
        door.done("POST", "/api/tasks/" + task + "/claim", "{'sessionId':'" + session + "'}");
        door.done("POST", "/api/tasks/" + task + "/timeline", "{'message':'" + mark + "'}");
        String subtask = door.made("/api/tasks/" + task + "/subtasks", "{'title':'" + mark + "'}");
        door.done("POST", "/api/sessions/" + session + "/events", "{'type':'" + mark + "','message':'" + mark + "'}");
        String modal = door.made(
                "/api/sessions/" + session + "/modal",
                "{'title':'%1$s','html':'%1$s','filePath':'%1$s'}".formatted(mark));
        String member = door.made(
                "/api/team-members",
                projectId + "'name':'%1$s','role':'%1$s','description':'%1$s','agentId':'%1$s'}".formatted(mark));
        String mail = door.made(
                "/api/mail",
                ("{'toSessionId':'" + session + "','fromSessionId':'" + waiting
                                + "','subject':'%1$s','body':'%1$s','type':'%1$s'}")
                        .formatted(mark));
        String documents = "/api/projects/" + project;
        door.done("PATCH", documents + "/workflow", "{'state':'%1$s','reason':'%1$s'}".formatted(mark));
        String sprint = door.made(documents + "/sprints", "{'name':'%1$s','goal':'%1$s'}".formatted(mark));
        String story = door.made(
                documents + "/backlog",
                "{'title':'%1$s','description':'%1$s','sprintId':'%2$s','taskIds':['%3$s']}"
                        .formatted(mark, sprint, task));
        String approval = door.made(
                documents + "/approvals", "{'taskId':'" + task + "','reason':'" + mark + "','timeoutMs':604800000}");
        String message = door.made(documents + "/messages", "{'type':'message','content':'" + mark + "'}");
        String thread = door.made(documents + "/threads", "{'parentMessageId':'" + message + "'}");
        String reply = door.made(
                documents + "/messages",
                "{'type':'thread_reply','content':'" + mark + "','threadId':'" + thread + "'}");
        door.done("POST", documents + "/messages/" + message + "/reactions", "{'emoji':'" + mark + "'}");
        return new Ids(
                project,
                task,
                child,
                subtask,
                session,
                waiting,
                spawning,
                modal,
                member,
                mail,
                sprint,
                story,
                approval,
                message,
                thread,
                reply,
                made.path("token").asText());
    }
}
