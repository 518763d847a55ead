package dev.maestro.server.schema.openapi;

/** What an operation is about. */
public enum Tag {
    HUB("Hub", "How the hub is, who one is, and these descriptions."),
    PROJECTS("Projects", "Where everything belongs."),
    TASKS("Tasks", "Pieces of work, with subtasks, claims and a timeline."),
    SESSIONS("Sessions", "Agents at work: their sessions, tasks, reports, modals."),
    TEAM("Team members", "Who is on the team."),
    MAIL("Mail", "Messages to sessions."),
    WORKFLOW("Workflow", "The state a project is in."),
    PLAN("Plan", "The backlog and the sprints of a project."),
    APPROVALS("Approvals", "Questions whether a task may go on."),
    CHAT("Chat", "Messages, threads and reactions of a project."),
    WORK("Agents' work", "What agents tell of their work; passed on and kept in no document."),
    BRAIN("Brain", "How tasks run, in the words of the Brain."),
    ADMIN("Admin", "For those who run the hub.");

    private final String title;
    private final String meaning;

    Tag(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }
}
