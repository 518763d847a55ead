package dev.maestro.server.domain.activity;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Services;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActivityServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();

    @Test
    void activityIsPassedOn() {
        String all = "{'agentType':'coder','action':'edit','status':'failed','taskId':'t','storyId':'s','duration':12,"
                + "'metrics':{'lines':3},'error':'boom'}";
        assertTold("agent:activity", all, all, json -> hub.activity.activity(ANYONE, project, json));
        String few = "{'agentType':'coder','action':'edit','status':'started'}";
        assertTold("agent:activity", few, few, json -> hub.activity.activity(ANYONE, project, json));
        assertRefused(
                json -> hub.activity.activity(ANYONE, project, json),
                "{}",
                "{'agentType':'c','action':'a','status':'x'}",
                "{'agentType':'c','action':'a','status':'started','metrics':[1]}");
    }

    @Test
    void cyclesArePassedOn() {
        assertTold(
                "tdd:cycle_started",
                "{'event':'cycle_started','cycleId':'c','storyId':'s','estimatedDuration':60000}",
                "{'cycleId':'c','storyId':'s','startedBy':'local','estimatedDuration':60000}",
                json -> hub.activity.tdd(ANYONE, project, json));
        String change = "'cycleId':'c','oldState':'red','newState':'green','phaseDuration':5,'testResults':[1],"
                + "'codeMetrics':{'coverage':0.5}}";
        assertTold(
                "tdd:state_changed",
                "{'event':'state_change'," + change,
                "{" + change,
                json -> hub.activity.tdd(ANYONE, project, json));
        Answer answer = hub.activity.tdd(
                ANYONE, project, json("{'event':'cycle_started','storyId':'s','estimatedDuration':0}"));
        assertThat(answer.body().tree().path("cycleId").asText()).startsWith("cycle_");
        assertRefused(
                json -> hub.activity.tdd(ANYONE, project, json),
                "{}",
                "{'event':'else'}",
                "{'event':'cycle_started','storyId':'s'}",
                "{'event':'state_change','cycleId':'c','oldState':'a','newState':'b','storyId':'s'}",
                "{'event':'state_change','cycleId':'c','oldState':'a','newState':'b','testResults':{}}",
                "{'event':'state_change','cycleId':'c','oldState':'a','newState':'b','codeMetrics':5}");
    }

    @Test
    void outputIsPassedOn() {
        String output = "{'cycleId':'c','outputType':'test_result','content':'ok\\n','sequenceNumber':0}";
        assertTold("test:output", output, output, json -> hub.activity.testOutput(ANYONE, project, json));
        String most = "x".repeat(64 * 1024);
        hub.activity.testOutput(
                ANYONE, project, json("{'cycleId':'c','outputType':'stdout','content':'" + most + "'}"));
        assertRefused(
                json -> hub.activity.testOutput(ANYONE, project, json),
                "{'cycleId':'c','outputType':'stdout','content':'" + most + "x'}",
                "{'cycleId':'c','outputType':'stdout'}",
                "{'cycleId':'c','outputType':'else','content':''}");
    }

    private void assertTold(String name, String sent, String told, Function<Payload, Answer> call) {
        List<CommittedEvent> events = hub.eventsOf(() -> {
            Answer answer = call.apply(json(sent));
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body().tree().path("success").asBoolean()).isTrue();
        });
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.name().wire()).isEqualTo(name);
            assertThat(event.data()).isEqualTo(Services.bytes(told));
        });
    }

    private void assertRefused(Function<Payload, Answer> call, String... bad) {
        for (String json : bad) {
            assertThat(hub.eventsOf(() ->
                            assertThatThrownBy(() -> call.apply(json(json))).isInstanceOf(HubException.class)))
                    .isEmpty();
        }
    }
}
