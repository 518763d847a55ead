package dev.maestro.server.schema.openapi;

/** Who may do something. */
public enum Who {
    ANYBODY("Anybody: there is nothing of anybody in it."),
    CALLER("Whoever the hub knows, of what they may see."),
    OWN_SESSION("Whoever may see the project; agents for their own session, and those it spawned, alone."),
    NO_AGENT("Whoever may see the project, but no agent."),
    MONITOR("Whoever has the permission `monitor` or `admin`."),
    ADMIN("Whoever has the permission `admin`.");

    private final String meaning;

    Who(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
