package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the session an agent is to work in, or makes it. */
final class SessionChoice {
    private static final int MAX_NAME = 200;
    private static final int MAX_SHOWN = 20;

    private SessionChoice() {}

    /** @throws CommandFailure if there is none to be had */
    static AgentSession of(AgentOptions options) {
        HubRest rest = new HubRest(options.hub(), options.token());
        return options.session().isPresent()
                ? join(options, rest, options.session().get())
                : create(options, rest);
    }

    private static AgentSession join(AgentOptions options, HubRest rest, String id) {
        JsonNode session = rest.session(id)
                .orElseThrow(() -> CommandFailure.ofHub("There is no session \"" + id + "\" that you may see."));
        return new AgentSession(id, session.path("projectId").asText(), options.token());
    }

    private static AgentSession create(AgentOptions options, HubRest rest) {
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        session.put("projectId", projectId(options.project(), rest.projects()));
        session.put("name", shortened(options.name().orElseGet(() -> String.join(" ", options.command()))));
        if (!options.tasks().isEmpty()) {
            options.tasks().forEach(session.putArray("taskIds")::add);
        }
        Optional.ofNullable(options.environment().get("HOSTNAME")).ifPresent(host -> session.put("hostname", host));
        JsonNode made = rest.createSession(session);
        return new AgentSession(
                made.path("id").asText(),
                made.path("projectId").asText(),
                Optional.ofNullable(made.path("token").textValue()).or(options::token));
    }

    private static String shortened(String name) {
        int end = Math.min(name.length(), MAX_NAME);
        boolean half = end < name.length() && Character.isHighSurrogate(name.charAt(end - 1));
        return name.substring(0, half ? end - 1 : end);
    }

    private static String projectId(Optional<String> wanted, List<HubRest.Project> projects) {
        if (wanted.isEmpty()) {
            throw CommandFailure.ofHub("Say in which --project, by id or name. " + known(projects));
        }
        String name = wanted.get();
        if (projects.stream().anyMatch(project -> project.id().equals(name))) {
            return name;
        }
        List<String> named = projects.stream()
                .filter(project -> project.name().equals(name))
                .map(HubRest.Project::id)
                .toList();
        if (named.size() > 1) {
            throw CommandFailure.ofHub("Several projects are named \"" + name + "\": give one of the ids "
                    + String.join(", ", named) + ".");
        }
        if (named.isEmpty()) {
            throw CommandFailure.ofHub("There is no project \"" + name + "\". " + known(projects));
        }
        return named.get(0);
    }

    private static String known(List<HubRest.Project> projects) {
        if (projects.isEmpty()) {
            return "There is no project yet that you may see.";
        }
        String more = projects.size() > MAX_SHOWN ? " and " + (projects.size() - MAX_SHOWN) + " more" : "";
        return projects.stream()
                .limit(MAX_SHOWN)
                .map(project -> project.name() + " (" + project.id() + ")")
                .collect(Collectors.joining(", ", "There are ", more + "."));
    }
}
