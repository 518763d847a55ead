package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.server.domain.approval.ApprovalService;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

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
        routes.get(
                        ALL,
                        Operation.of(Tag.APPROVALS, "listApprovals", "List approvals")
                                .asked(Parameter.choice("status", ApprovalStatus.class, "Only those in this status."))
                                .list(Approval.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.APPROVALS, "askForApproval", "Ask for an approval")
                                .takes("NewApproval", ApprovalService.ASKING, Approval.class)
                                .created(Approval.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> in.made(x, APPROVALS, id -> approvals.request(x.caller(), id, x.payload())))
                .get(
                        ONE,
                        Operation.of(Tag.APPROVALS, "readApproval", "Read an approval")
                                .document(Approval.class),
                        x -> x.document(approvals.get(x.caller(), in.project(x), approval(x))))
                .post(
                        ONE + "/resolve",
                        Operation.of(Tag.APPROVALS, "resolveApproval", "Answer an approval; the first answer stands")
                                .by(Who.NO_AGENT)
                                .takes("ApprovalAnswer", ApprovalService.RESOLVING, Approval.class)
                                .changed(Approval.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
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
