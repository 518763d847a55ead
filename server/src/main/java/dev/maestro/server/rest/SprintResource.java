package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.protocol.model.Story;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.sprint.BacklogService;
import dev.maestro.server.domain.sprint.SprintService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

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
        backlog(routes);
        sprints(routes);
        moves(routes);
    }

    private void backlog(Routes routes) {
        routes.get(
                        BACKLOG,
                        Operation.of(Tag.PLAN, "listStories", "List the stories of a backlog, in their order")
                                .list(Story.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.list(backlog.list(x.caller(), in.project(x), x.page())))
                .post(
                        BACKLOG,
                        Operation.of(Tag.PLAN, "createStory", "Add a story")
                                .by(Who.NO_AGENT)
                                .takes("NewStory", BacklogService.MAKING, Story.class)
                                .created(Story.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> in.made(x, STORIES, id -> backlog.create(x.caller(), id, x.payload())))
                .get(
                        STORY,
                        Operation.of(Tag.PLAN, "readStory", "Read a story").document(Story.class),
                        x -> x.document(backlog.get(x.caller(), in.project(x), story(x))))
                .patch(
                        STORY,
                        Operation.of(Tag.PLAN, "changeStory", "Change the fields of a story that are given, or move it")
                                .by(Who.NO_AGENT)
                                .takes("StoryChange", BacklogService.CHANGE, Story.class)
                                .matching()
                                .changed(Story.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(backlog.patch(x.caller(), in.project(x), story(x), x.payload(), x.expected())))
                .delete(
                        STORY,
                        Operation.of(Tag.PLAN, "deleteStory", "Remove a story")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(backlog.delete(x.caller(), in.project(x), story(x), x.expected())));
    }

    private void sprints(Routes routes) {
        routes.get(
                        ALL,
                        Operation.of(Tag.PLAN, "listSprints", "List sprints")
                                .asked(Parameter.choice("status", SprintStatus.class, "Only those in this status."))
                                .list(Sprint.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.PLAN, "createSprint", "Plan a sprint")
                                .by(Who.NO_AGENT)
                                .takes("NewSprint", SprintService.MAKING, Sprint.class)
                                .created(Sprint.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> in.made(x, SPRINTS, id -> sprints.create(x.caller(), id, x.payload())))
                .get(
                        ONE,
                        Operation.of(Tag.PLAN, "readSprint", "Read a sprint").document(Sprint.class),
                        x -> x.document(sprints.get(x.caller(), in.project(x), sprint(x))))
                .patch(
                        ONE,
                        Operation.of(Tag.PLAN, "changeSprint", "Change the fields of a sprint that are given")
                                .by(Who.NO_AGENT)
                                .takes("SprintChange", SprintService.CHANGE, Sprint.class)
                                .matching()
                                .changed(Sprint.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(sprints.patch(x.caller(), in.project(x), sprint(x), x.payload(), x.expected())))
                .delete(
                        ONE,
                        Operation.of(Tag.PLAN, "deleteSprint", "Delete a sprint, which its stories lose")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(sprints.delete(x.caller(), in.project(x), sprint(x), x.expected())));
    }

    private void moves(Routes routes) {
        routes.post(
                        ONE + "/start",
                        Operation.of(Tag.PLAN, "startSprint", "Start a sprint")
                                .by(Who.NO_AGENT)
                                .takes("Nothing", Form.empty(), null)
                                .changed(Sprint.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        this::start)
                .post(
                        ONE + "/stop",
                        Operation.of(Tag.PLAN, "stopSprint", "Stop a sprint")
                                .by(Who.NO_AGENT)
                                .takes("Nothing", Form.empty(), null)
                                .changed(Sprint.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        this::stop);
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
