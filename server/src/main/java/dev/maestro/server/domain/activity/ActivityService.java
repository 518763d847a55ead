package dev.maestro.server.domain.activity;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.InProject;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reports of agents' work: each is an event of the project. Threads: thread-safe; blocks on the store. */
public final class ActivityService {
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
            News.AgentActivity news = new News.AgentActivity(
                    fields.requiredText("agentType", Limit.WORD),
                    fields.requiredText("action", Limit.WORD),
                    fields.require("status").choice("status", ActivityStatus.class, ActivityStatus.STARTED),
                    fields.clearableText("taskId", Limit.WORD, null),
                    fields.clearableText("storyId", Limit.WORD, null),
                    fields.clearableNumber("duration", 0, Long.MAX_VALUE, null),
                    object(fields, "metrics"),
                    fields.clearableText("error", Limit.TEXT, null));
            return new Report(EventName.AGENT_ACTIVITY, news, JsonBytes.of(new Taken(true)));
        });
    }

    /**
     * Passes on how a cycle of test-driven development goes. Either {@code event: "cycle_started"}, {@code cycleId?} (made
     * up when missing), {@code storyId}, {@code estimatedDuration} (ms); or {@code event: "state_change"}, {@code cycleId},
     * {@code oldState}, {@code newState}, {@code phaseDuration?} (ms), {@code testResults?} (an array), {@code
     * codeMetrics?} (an object; at most 64 KiB each). Answers the cycle's id.
     */
    public Answer tdd(Caller caller, String projectId, Payload payload) {
        return tell(caller, projectId, payload, (draft, fields) -> {
            TddEvent event = fields.require("event").choice("event", TddEvent.class, TddEvent.STATE_CHANGE);
            return switch (event) {
                case CYCLE_STARTED -> cycleStarted(fields, caller, draft.now());
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
            News.TestOutput news = new News.TestOutput(
                    fields.requiredText("cycleId", Limit.WORD),
                    fields.require("outputType").choice("outputType", OutputType.class, OutputType.STDOUT),
                    fields.require("content").text("content", Limit.TEXT, ""),
                    fields.clearableNumber("sequenceNumber", 0, Long.MAX_VALUE, null));
            return new Report(EventName.TEST_OUTPUT, news, taken(news.cycleId()));
        });
    }

    /**
     * What is told, and what is answered.
     *
     * @param answer as JSON
     */
    private record Report(EventName name, Record news, JsonBytes answer) {}

    private static Report cycleStarted(Fields fields, Caller caller, long now) {
        String cycleId = fields.sayingText("cycleId", Limit.WORD, Ids.next("cycle", now));
        String storyId = fields.requiredText("storyId", Limit.WORD);
        int estimate = fields.requiredNumber("estimatedDuration", 0, Integer.MAX_VALUE);
        return new Report(
                EventName.TDD_CYCLE_STARTED,
                new News.TddCycleStarted(cycleId, storyId, caller.id(), estimate),
                taken(cycleId));
    }

    private static Report stateChanged(Fields fields) {
        News.TddStateChanged news = new News.TddStateChanged(
                fields.requiredText("cycleId", Limit.WORD),
                fields.requiredText("oldState", Limit.WORD),
                fields.requiredText("newState", Limit.WORD),
                fields.clearableNumber("phaseDuration", 0, Long.MAX_VALUE, null),
                array(fields, "testResults"),
                object(fields, "codeMetrics"));
        return new Report(EventName.TDD_STATE_CHANGED, news, taken(news.cycleId()));
    }

    private static @Nullable JsonNode object(Fields fields, String name) {
        JsonNode node = fields.any(name, MOST_JSON_BYTES);
        if (node != null && !node.isObject()) {
            fields.fault(name, "must be an object");
        }
        return node;
    }

    private static @Nullable JsonNode array(Fields fields, String name) {
        JsonNode node = fields.any(name, MOST_JSON_BYTES);
        if (node != null && !node.isArray()) {
            fields.fault(name, "must be an array");
        }
        return node;
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
