package dev.maestro.server.rest;

import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.workflow.WorkflowService;

/** {@code /api/projects/{id}/workflow}. */
public final class WorkflowResource implements Resource {
    private static final String ONE = ProjectPath.ONE + "/workflow";

    private final ProjectPath in;
    private final WorkflowService workflows;

    public WorkflowResource(ProjectService projects, WorkflowService workflows) {
        this.in = new ProjectPath(projects);
        this.workflows = workflows;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ONE, x -> x.document(workflows.get(x.caller(), in.project(x))))
                .patch(ONE, x -> x.answer(workflows.set(x.caller(), in.project(x), x.payload(), x.expected())));
    }
}
