package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

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
        routes.get(
                        ALL,
                        Operation.of(Tag.PROJECTS, "listProjects", "List the projects one may see")
                                .list(Project.class),
                        x -> x.list(projects.list(x.caller(), x.page())))
                .post(
                        ALL,
                        Operation.of(Tag.PROJECTS, "createProject", "Make a project")
                                .by(Who.NO_AGENT)
                                .takes("NewProject", ProjectService.MAKING, Project.class)
                                .created(Project.class),
                        x -> x.answer(projects.create(x.caller(), x.payload()), ALL))
                .get(
                        ONE,
                        Operation.of(Tag.PROJECTS, "readProject", "Read a project")
                                .document(Project.class),
                        x -> x.document(projects.get(x.caller(), x.path("id"))))
                .patch(
                        ONE,
                        Operation.of(Tag.PROJECTS, "changeProject", "Change the fields of a project that are given")
                                .by(Who.NO_AGENT)
                                .takes("ProjectChange", ProjectService.CHANGE, Project.class)
                                .matching()
                                .changed(Project.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(projects.patch(x.caller(), x.path("id"), x.payload(), x.expected())))
                .put(
                        ONE,
                        Operation.of(Tag.PROJECTS, "replaceProject", "Set every field of a project")
                                .by(Who.NO_AGENT)
                                .takes("ProjectReplacement", ProjectService.REPLACEMENT, Project.class)
                                .matching()
                                .changed(Project.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(projects.replace(x.caller(), x.path("id"), x.payload(), x.expected())))
                .delete(
                        ONE,
                        Operation.of(Tag.PROJECTS, "deleteProject", "Delete a project with everything in it")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(projects.delete(x.caller(), x.path("id"), x.expected())));
    }
}
