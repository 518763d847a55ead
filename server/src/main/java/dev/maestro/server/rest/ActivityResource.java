package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.domain.activity.ActivityService;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;

/** {@code /api/projects/{id}/activity}, {@code /tdd} and {@code /test-output}: where agents tell of their work. */
public final class ActivityResource implements Resource {
    private final ProjectPath in;
    private final ActivityService activity;

    public ActivityResource(ProjectService projects, ActivityService activity) {
        this.in = new ProjectPath(projects);
        this.activity = activity;
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(
                        ProjectPath.ONE + "/activity",
                        Operation.of(Tag.WORK, "tellActivity", "Tell what an agent does")
                                .takes("ActivityTold", ActivityService.ACTIVITY, null)
                                .added(Answers.Taken.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(activity.activity(x.caller(), in.project(x), x.payload())))
                .post(
                        ProjectPath.ONE + "/tdd",
                        Operation.of(Tag.WORK, "tellTdd", "Tell how a cycle of test-driven development goes")
                                .takesEither(
                                        "CycleStarted",
                                        ActivityService.CYCLE_STARTED,
                                        "CycleStateChanged",
                                        ActivityService.STATE_CHANGED)
                                .added(Answers.TakenOfCycle.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(activity.tdd(x.caller(), in.project(x), x.payload())))
                .post(
                        ProjectPath.ONE + "/test-output",
                        Operation.of(Tag.WORK, "tellTestOutput", "Tell what tests print")
                                .takes("TestOutputTold", ActivityService.OUTPUT, null)
                                .added(Answers.TakenOfCycle.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(activity.testOutput(x.caller(), in.project(x), x.payload())));
    }
}
