package dev.maestro.server.rest;

import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.project.ProjectService;
import java.util.function.Function;

/** What stands under {@code /api/projects/{id}}, where the project is named by its id or its name. */
final class ProjectPath {
    /** The path of the project itself. */
    static final String ONE = "/api/projects/{id}";

    private final ProjectService projects;

    ProjectPath(ProjectService projects) {
        this.projects = projects;
    }

    /** Returns the id of the project that is asked for. */
    String project(Exchange x) {
        return projects.idOf(x.caller(), x.path("id"));
    }

    /** Answers a change; what was made by it is to be found under a path of the project. */
    void made(Exchange x, String collection, Function<String, Answer> making) {
        String projectId = project(x);
        x.answer(making.apply(projectId), "/api/projects/" + projectId + collection);
    }
}
