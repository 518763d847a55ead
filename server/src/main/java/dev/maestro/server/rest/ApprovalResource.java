package dev.maestro.server.rest;

import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.server.domain.approval.ApprovalService;
import dev.maestro.server.domain.project.ProjectService;

/** {@code /api/projects/{id}/approvals}. */
public final class ApprovalResource implements Resource {
    private static final String APPROVALS = "/approvals";
    private static final String ALL = ProjectPath.ONE + APPROVALS;
    private static final String ONE = ALL + "/{approvalId}";

    private final ProjectPath in;
    private final ApprovalService approvals;

    public ApprovalResource(ProjectService projects, ApprovalService approvals) {
        this.in = new ProjectPath(projects);
        this.approvals = approvals;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ALL, this::list, "status", "limit", "cursor")
                .post(ALL, x -> in.made(x, APPROVALS, id -> approvals.request(x.caller(), id, x.payload())))
                .get(ONE, x -> x.document(approvals.get(x.caller(), in.project(x), approval(x))))
                .post(
                        ONE + "/resolve",
                        x -> x.answer(approvals.resolve(x.caller(), in.project(x), approval(x), x.payload())));
    }

    private void list(Exchange x) {
        ApprovalStatus status =
                Choices.choice(x, "status", ApprovalStatus.class).orElse(null);
        x.list(approvals.list(x.caller(), in.project(x), status, x.page()));
    }

    private static String approval(Exchange x) {
        return x.path("approvalId");
    }
}
