package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.workflow.WorkflowService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;

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
        routes.get(
                        ONE,
                        Operation.of(Tag.WORKFLOW, "readWorkflow", "Read the state of a project")
                                .document(Workflow.class),
                        x -> x.document(workflows.get(x.caller(), in.project(x))))
                .patch(
                        ONE,
                        Operation.of(Tag.WORKFLOW, "changeWorkflow", "Set the state of a project")
                                .takes("WorkflowChange", WorkflowService.CHANGE, Workflow.class)
                                .matching()
                                .changed(Workflow.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(workflows.set(x.caller(), in.project(x), x.payload(), x.expected())));
    }
}
