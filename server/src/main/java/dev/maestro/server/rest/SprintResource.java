package dev.maestro.server.rest;

import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.sprint.BacklogService;
import dev.maestro.server.domain.sprint.SprintService;

/** {@code /api/projects/{id}/backlog} and {@code /api/projects/{id}/sprints}. */
public final class SprintResource implements Resource {
    private static final String STORIES = "/backlog";
    private static final String BACKLOG = ProjectPath.ONE + STORIES;
    private static final String STORY = BACKLOG + "/{storyId}";
    private static final String SPRINTS = "/sprints";
    private static final String ALL = ProjectPath.ONE + SPRINTS;
    private static final String ONE = ALL + "/{sprintId}";

    private final ProjectPath in;
    private final BacklogService backlog;
    private final SprintService sprints;

    public SprintResource(ProjectService projects, BacklogService backlog, SprintService sprints) {
        this.in = new ProjectPath(projects);
        this.backlog = backlog;
        this.sprints = sprints;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(BACKLOG, x -> x.list(backlog.list(x.caller(), in.project(x), x.page())), Routes.PAGE)
                .post(BACKLOG, x -> in.made(x, STORIES, id -> backlog.create(x.caller(), id, x.payload())))
                .get(STORY, x -> x.document(backlog.get(x.caller(), in.project(x), story(x))))
                .patch(
                        STORY,
                        x -> x.answer(backlog.patch(x.caller(), in.project(x), story(x), x.payload(), x.expected())))
                .delete(STORY, x -> x.answer(backlog.delete(x.caller(), in.project(x), story(x), x.expected())))
                .get(ALL, this::list, "status", "limit", "cursor")
                .post(ALL, x -> in.made(x, SPRINTS, id -> sprints.create(x.caller(), id, x.payload())))
                .get(ONE, x -> x.document(sprints.get(x.caller(), in.project(x), sprint(x))))
                .patch(
                        ONE,
                        x -> x.answer(sprints.patch(x.caller(), in.project(x), sprint(x), x.payload(), x.expected())))
                .delete(ONE, x -> x.answer(sprints.delete(x.caller(), in.project(x), sprint(x), x.expected())))
                .post(ONE + "/start", this::start)
                .post(ONE + "/stop", this::stop);
    }

    private void list(Exchange x) {
        SprintStatus status = Choices.choice(x, "status", SprintStatus.class).orElse(null);
        x.list(sprints.list(x.caller(), in.project(x), status, x.page()));
    }

    private void start(Exchange x) {
        x.requireNoFields();
        x.answer(sprints.start(x.caller(), in.project(x), sprint(x)));
    }

    private void stop(Exchange x) {
        x.requireNoFields();
        x.answer(sprints.stop(x.caller(), in.project(x), sprint(x)));
    }

    private static String story(Exchange x) {
        return x.path("storyId");
    }

    private static String sprint(Exchange x) {
        return x.path("sprintId");
    }
}
