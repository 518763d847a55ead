package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the project that is meant: by its id, or by its name where only one has it. */
final class Projects {
    static final String FLAG = "--project";

    /** What may be in a path as it is; a name may hold anything. */
    private static final String LIKE_AN_ID = "[A-Za-z0-9_-]{1,200}";

    private static final int NOT_FOUND = 404;
    private static final int MOST = 20_000;
    private static final int MOST_SHOWN = 20;

    private final HubCalls calls;

    Projects(HubCalls calls) {
        this.calls = calls;
    }

    static Flag flag(String otherwise) {
        return Flag.one(FLAG, "PROJECT", "Id or exact name. Default: " + otherwise);
    }

    /**
     * Returns a project's id.
     *
     * @throws VerbFailure if there is none, or several have that name
     */
    String id(String idOrName) {
        if (idOrName.matches(LIKE_AN_ID)) {
            HubAnswer answer = calls.ask("/api/projects/" + HubCalls.encoded(idOrName));
            if (answer.good()) {
                return idOrName;
            }
            if (answer.status() != NOT_FOUND) {
                throw Refusal.of(answer);
            }
        }
        List<JsonNode> all = all();
        List<String> named = all.stream()
                .filter(project -> project.path("name").asText().equals(idOrName))
                .map(project -> project.path("id").asText())
                .toList();
        if (named.size() > 1) {
            throw VerbFailure.of(
                    ExitCode.REFUSED,
                    "Several projects are named \"" + idOrName + "\": give one of the ids " + String.join(", ", named)
                            + ".");
        }
        if (named.isEmpty()) {
            throw VerbFailure.of(ExitCode.REFUSED, "There is no project \"" + idOrName + "\". " + known(all));
        }
        return named.get(0);
    }

    /** Returns the project's id where there is but one that may be seen. */
    String only() {
        List<JsonNode> all = all();
        if (all.size() == 1) {
            return all.get(0).path("id").asText();
        }
        throw VerbFailure.usage("Say in which " + FLAG + ", by id or name. " + known(all));
    }

    private List<JsonNode> all() {
        return Listing.read(calls, "/api/projects", MOST).documents();
    }

    private static String known(List<JsonNode> projects) {
        if (projects.isEmpty()) {
            return "There is no project yet that you may see; \"project create NAME\" makes one.";
        }
        Optional<String> more = Optional.of(projects.size() - MOST_SHOWN)
                .filter(left -> left > 0)
                .map(left -> " and " + left + " more");
        return projects.stream()
                .limit(MOST_SHOWN)
                .map(project -> Cells.text(project.path("name")) + " (" + Cells.text(project.path("id")) + ")")
                .collect(Collectors.joining(", ", "There are ", more.orElse("") + "."));
    }
}
