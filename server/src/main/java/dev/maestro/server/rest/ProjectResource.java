package dev.maestro.server.rest;

import dev.maestro.server.domain.project.ProjectService;

/** {@code /api/projects}. */
public final class ProjectResource implements Resource {
    private static final String ALL = "/api/projects";
    private static final String ONE = ALL + "/{id}";

    private final ProjectService projects;

    public ProjectResource(ProjectService projects) {
        this.projects = projects;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ALL, x -> x.list(projects.list(x.caller(), x.page())), Routes.PAGE)
                .post(ALL, x -> x.answer(projects.create(x.caller(), x.payload()), ALL))
                .get(ONE, x -> x.document(projects.get(x.caller(), x.path("id"))))
                .patch(ONE, x -> x.answer(projects.patch(x.caller(), x.path("id"), x.payload(), x.expected())))
                .put(ONE, x -> x.answer(projects.replace(x.caller(), x.path("id"), x.payload(), x.expected())))
                .delete(ONE, x -> x.answer(projects.delete(x.caller(), x.path("id"), x.expected())));
    }
}
