package dev.maestro.server.domain.activity;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.ActivityStatus;
import dev.maestro.protocol.model.OutputType;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.InProject;
import java.util.List;
import java.util.function.BiFunction;

/** Reports of agents' work: each is an event of the project. Threads: thread-safe; blocks on the store. */
public final class ActivityService {
    /** What an agent does. */
    public static final Form ACTIVITY = Form.of(ActivityService::activity);

    /** That a cycle of test-driven development begins. */
    public static final Form CYCLE_STARTED = Form.of(fields -> {
                event(fields);
                cycleStarted(fields, "", 0);
            })
            .where("event", "cycle_started");

    /** That a cycle goes on to another state. */
    public static final Form STATE_CHANGED = Form.of(fields -> {
                event(fields);
                stateChanged(fields);
            })
            .where("event", "state_change");

    /** What tests print. */
    public static final Form OUTPUT = Form.of(ActivityService::output);

    private static final int MOST_JSON_BYTES = 64 * 1024;

    private final Commits commits;

    public ActivityService(Commits commits) {
        this.commits = commits;
    }

    private enum TddEvent {
        CYCLE_STARTED,
        STATE_CHANGE
    }

    private record Taken(boolean success) {}

    private record TakenOfCycle(boolean success, String cycleId) {}

    /**
     * Passes on what an agent does: {@code agentType}, {@code action}, {@code status}, {@code taskId?}, {@code storyId?},
     * {@code duration?} (ms), {@code metrics?} (an object of at most 64 KiB), {@code error?}.
     */
    public Answer activity(Caller caller, String projectId, Payload payload) {
        return tell(caller, projectId, payload, (draft, fields) -> {
            News.AgentActivity news = activity(fields);
            return new Report(EventName.AGENT_ACTIVITY, news, JsonBytes.of(new Taken(true)));
        });
    }

    private static News.AgentActivity activity(Fields fields) {
        return new News.AgentActivity(
                fields.requiredText("agentType", Limit.WORD),
                fields.requiredText("action", Limit.WORD),
                fields.require("status").choice("status", ActivityStatus.class, ActivityStatus.STARTED),
                fields.clearableText("taskId", Limit.WORD, null),
                fields.clearableText("storyId", Limit.WORD, null),
                fields.clearableNumber("duration", 0, Long.MAX_VALUE, null),
                fields.anyObject("metrics", MOST_JSON_BYTES),
                fields.clearableText("error", Limit.TEXT, null));
    }

    /**
     * Passes on how a cycle of test-driven development goes. Either {@code event: "cycle_started"}, {@code cycleId?} (made
     * up when missing), {@code storyId}, {@code estimatedDuration} (ms); or {@code event: "state_change"}, {@code cycleId},
     * {@code oldState}, {@code newState}, {@code phaseDuration?} (ms), {@code testResults?} (an array), {@code
     * codeMetrics?} (an object; at most 64 KiB each). Answers the cycle's id.
     */
    public Answer tdd(Caller caller, String projectId, Payload payload) {
        return tell(caller, projectId, payload, (draft, fields) -> {
            TddEvent event = event(fields);
            return switch (event) {
                case CYCLE_STARTED -> cycleStarted(fields, caller.id(), draft.now());
                case STATE_CHANGE -> stateChanged(fields);
            };
        });
    }

    /**
     * Passes on what tests print: {@code cycleId}, {@code outputType}, {@code content} (at most 64 KiB), {@code
     * sequenceNumber?}.
     */
    public Answer testOutput(Caller caller, String projectId, Payload payload) {
        return tell(caller, projectId, payload, (draft, fields) -> {
            News.TestOutput news = output(fields);
            return new Report(EventName.TEST_OUTPUT, news, taken(news.cycleId()));
        });
    }

    private static TddEvent event(Fields fields) {
        return fields.require("event").choice("event", TddEvent.class, TddEvent.STATE_CHANGE);
    }

    private static News.TestOutput output(Fields fields) {
        return new News.TestOutput(
                fields.requiredText("cycleId", Limit.WORD),
                fields.require("outputType").choice("outputType", OutputType.class, OutputType.STDOUT),
                fields.require("content").text("content", Limit.TEXT, ""),
                fields.clearableNumber("sequenceNumber", 0, Long.MAX_VALUE, null));
    }

    /**
     * What is told, and what is answered.
     *
     * @param answer as JSON
     */
    private record Report(EventName name, Record news, JsonBytes answer) {}

    private static Report cycleStarted(Fields fields, String startedBy, long now) {
        String cycleId = fields.sayingText("cycleId", Limit.WORD, Ids.next("cycle", now));
        String storyId = fields.requiredText("storyId", Limit.WORD);
        int estimate = fields.requiredNumber("estimatedDuration", 0, Integer.MAX_VALUE);
        return new Report(
                EventName.TDD_CYCLE_STARTED,
                new News.TddCycleStarted(cycleId, storyId, startedBy, estimate),
                taken(cycleId));
    }

    private static Report stateChanged(Fields fields) {
        News.TddStateChanged news = new News.TddStateChanged(
                fields.requiredText("cycleId", Limit.WORD),
                fields.requiredText("oldState", Limit.WORD),
                fields.requiredText("newState", Limit.WORD),
                fields.clearableNumber("phaseDuration", 0, Long.MAX_VALUE, null),
                fields.anyArray("testResults", MOST_JSON_BYTES),
                fields.anyObject("codeMetrics", MOST_JSON_BYTES));
        return new Report(EventName.TDD_STATE_CHANGED, news, taken(news.cycleId()));
    }

    private static JsonBytes taken(String cycleId) {
        return JsonBytes.of(new TakenOfCycle(true, cycleId));
    }

    private Answer tell(Caller caller, String projectId, Payload payload, BiFunction<Draft, Fields, Report> read) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            Report report = read.apply(draft, fields);
            fields.done();
            InProject.enter(draft, caller, projectId);
            draft.tell(report.name(), projectId, List.of(), report.news());
            return new Answer(true, projectId, 0, report.answer());
        });
    }
}
