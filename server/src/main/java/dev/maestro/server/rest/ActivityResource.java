package dev.maestro.server.rest;

import dev.maestro.server.domain.activity.ActivityService;
import dev.maestro.server.domain.project.ProjectService;

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
                        x -> x.answer(activity.activity(x.caller(), in.project(x), x.payload())))
                .post(ProjectPath.ONE + "/tdd", x -> x.answer(activity.tdd(x.caller(), in.project(x), x.payload())))
                .post(
                        ProjectPath.ONE + "/test-output",
                        x -> x.answer(activity.testOutput(x.caller(), in.project(x), x.payload())));
    }
}
