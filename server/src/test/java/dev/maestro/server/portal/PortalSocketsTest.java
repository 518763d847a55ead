package dev.maestro.server.portal;

import static dev.maestro.server.portal.PortalHub.json;
import static dev.maestro.server.portal.PortalHub.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.SocketIoClient;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients of the portal's namespaces do and hear: docs/protocol/portal.md. */
class PortalSocketsTest {
    private static PortalHub hub;
    private static int projects;

    private String name;
    private String id;

    @BeforeAll
    static void start() {
        hub = new PortalHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void makeProject() {
        name = "Project " + ++projects;
        id = hub.door.made("/api/projects", "{'name':'" + name + "'}");
    }

    @Test
    void whoeverJoinsIsToldHowTheProjectStandsAndTheOthersWhoCame() {
        SocketIoClient ann = portal("ann");
        JsonNode joined = join(ann, name);
        assertThat(joined.path("project_name").asText()).isEqualTo(name);
        assertThat(joined.path("current_state").asText()).isEqualTo("idle");
        assertThat(joined.path("active_users").asInt()).isEqualTo(1);
        assertThat(joined.path("last_activity").asText()).endsWith("Z");
        assertThat(ann.heard().awaitContaining("joined_project")).contains("\"active_users\":1");

        SocketIoClient bob = client("/project/" + id, "bob");
        assertThat(join(bob, name).path("active_users").asInt()).isEqualTo(2);
        String came = ann.heard().awaitContaining("user_joined");
        assertThat(came)
                .startsWith("42/portal,[\"user_joined\",{\"user_id\":\"bob\",\"project_name\":\"" + name
                        + "\",\"timestamp\":\"");
        assertThat(succeeded(bob.ask("leave_project", project(name)))).isTrue();
        assertThat(ann.heard().awaitContaining("user_left")).contains("\"user_id\":\"bob\"");
        assertThat(bob.everything()).doesNotContain("user_joined", "user_left");
    }

    @Test
    void peopleAreCountedAndNotSockets() {
        SocketIoClient watching = portal("watcher");
        join(watching, id);
        SocketIoClient first = portal("ann");
        SocketIoClient second = client("/project/" + id, "ann");
        join(first, id);
        assertThat(join(second, id).path("active_users").asInt()).isEqualTo(2);
        first.ask("leave_project", project(id));
        join(first, id);
        second.ask("leave_project", project(id));
        first.ask("leave_project", project(id));
        watching.heard().awaitContaining("user_left");
        fence(watching);
        assertThat(told(watching, "\"user_id\":\"ann\"")).hasSize(2);
    }

    @Test
    void aReloadNeitherLeavesNorJoins() {
        SocketIoClient watching = portal("watcher");
        join(watching, id);
        SocketIoClient before = portal("ann");
        join(before, id);
        watching.heard().awaitContaining("\"user_id\":\"ann\"");
        // Ready beforehand: who is gone for five seconds has left.
        SocketIoClient after = portal("ann");
        before.cut();
        join(after, id);
        fence(watching);
        assertThat(told(watching, "\"user_id\":\"ann\"")).hasSize(1);
    }

    @Test
    void whoeverMayNotSeeAProjectAnyMoreHasLeftIt() {
        String members = "/api/projects/" + id;
        hub.door.done("PATCH", members, "{'members':['eve']}");
        SocketIoClient watching = portal("watcher");
        join(watching, id);
        SocketIoClient eve = hub.client("/portal", "eve", List.of());
        join(eve, id);
        watching.heard().awaitContaining("\"user_id\":\"eve\"");
        hub.door.done("PATCH", members, "{'members':[]}");
        watching.heard().await("eve leaves", packet -> packet.contains("user_left") && packet.contains("eve"));
        assertThat(join(eve, id).path("code").asText()).isEqualTo("not_found");
    }

    @Test
    void aChoiceOfEventsHoldsForThisProjectForAllAndForThoseStillToCome() {
        SocketIoClient deaf = portal("deaf");
        assertThat(choose(deaf, "'state_change'", id).path("code").asText()).isEqualTo("conflict");
        join(deaf, id);
        assertThat(succeeded(choose(deaf, "'state_change','user_left'", id))).isTrue();
        SocketIoClient later = portal("later");
        assertThat(succeeded(later.ask("subscribe_to_events", json("{'events':['user_left']}"))))
                .isTrue();
        join(later, id);

        SocketIoClient ann = portal("ann");
        join(ann, id);
        ann.ask("leave_project", project(id));
        deaf.heard().await("ann leaves", packet -> packet.contains("user_left") && packet.contains("ann"));
        later.heard().await("ann leaves", packet -> packet.contains("user_left") && packet.contains("ann"));
        assertThat(told(deaf, "user_joined")).isEmpty();
        assertThat(told(later, "user_joined")).isEmpty();

        assertThat(succeeded(deaf.ask("subscribe_to_events", "{\"events\":[]}")))
                .isTrue();
        join(ann, id);
        deaf.heard().await("ann joins", packet -> packet.contains("user_joined") && packet.contains("ann"));
    }

    @Test
    void aChoiceOfEventsOutlivesABreak() {
        SocketIoClient ann = portal("ann");
        join(ann, id);
        choose(ann, "'user_left','state_change'", id);
        setState("before");
        String last = ann.heard().awaitContaining("new_state");
        ann.cut();
        setState("meanwhile");
        hub.door.made("/api/tasks", "{'projectId':'" + id + "','title':'unheard'}");
        SocketIoClient again = hub.client(
                "/portal",
                "{\"token\":\"" + PortalHub.token("ann", List.of(id)) + "\",\"pid\":\""
                        + ann.greeting().replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1") + "\",\"offset\":\""
                        + last.replaceFirst(".*,\"([^\"]+)\"]$", "$1") + "\"}");
        setState("after");
        again.heard().awaitContaining("\"new_state\":\"after\"");
        assertThat(again.everything()).contains("\"new_state\":\"meanwhile\"").doesNotContain("unheard");
        assertThat(join(again, id).path("active_users").asInt()).isEqualTo(1);
    }

    private void setState(String state) {
        hub.door.done("PATCH", "/api/projects/" + id + "/workflow", "{'state':'" + state + "'}");
    }

    @Test
    void aProjectsNamespaceIsOfThatProjectAlone() {
        String other = hub.door.made("/api/projects", "{'name':'Other " + projects + "'}");
        SocketIoClient ann = client("/project/" + id, "ann", other);
        assertThat(join(ann, other).path("code").asText()).isEqualTo("invalid");
        JsonNode nowhere = join(ann, "nowhere");
        assertThat(nowhere.path("code").asText()).isEqualTo("not_found");
        ann.ask("no:such", "");
    }

    @Test
    void refusalsAreToldInThePortalsWords() {
        SocketIoClient ann = portal("ann");
        ann.tell("join_project", "{}");
        assertThat(ann.heard().awaitContaining("validation_error"))
                .contains("{\"message\":\"Invalid message format\",\"details\":[{\"path\":\"/project_name\","
                        + "\"message\":\"is required\"}],\"code\":\"invalid\"}");
        ann.tell("join_project", project("nowhere"));
        assertThat(ann.heard().awaitContaining("[\"error\""))
                .contains("{\"type\":\"validation\",\"message\":\"Project not found\",\"code\":\"not_found\","
                        + "\"timestamp\":\"");
        ann.tell("join_project", json("{'project_name':'" + id + "','user_id':'bob'}"));
        assertThat(ann.heard().awaitContaining("\"type\":\"authentication\"")).contains("\"code\":\"forbidden\"");
    }

    @Test
    void whoTypesIsToldToTheOthersOnceAndStopsWithTheMessage() {
        SocketIoClient ann = client("/chat/" + id, "ann");
        SocketIoClient alsoAnn = client("/chat/" + id, "ann");
        SocketIoClient bob = client("/chat/" + id, "bob");
        // In one go: who says nothing for six seconds has stopped.
        ann.tell("typing_start", "");
        ann.tell("typing_start", "{\"any\":[]}");
        assertThat(succeeded(ann.ask("typing_start", "{\"any\":[]}"))).isTrue();
        JsonNode sent = ann.ask("send_message", json("{'content':'hello','type':'message'}"));
        assertThat(succeeded(sent)).isTrue();
        assertThat(sent.path("message_id").asText()).hasSize(36);
        bob.heard().awaitContaining("typing_stop");
        bob.ask("typing_start", "");
        alsoAnn.heard().awaitContaining("typing_start");
        bob.cut();
        alsoAnn.heard().awaitContaining("typing_stop");
        assertThat(told(bob, "typing_start")).hasSize(1);
        assertThat(told(bob, "typing_start").get(0))
                .startsWith("42/chat/" + id + ",[\"typing_start\",{\"user_id\":\"ann\",\"project_name\":\"" + name
                        + "\",\"timestamp\":\"");
        assertThat(told(alsoAnn, "typing_start")).hasSize(1).allMatch(packet -> packet.contains("bob"));
    }

    @Test
    void commandsAreRunByWhoeverSaidSoFirst() {
        SocketIoClient runner = client("/chat/" + id, "runner");
        SocketIoClient rival = client("/chat/" + id, "rival");
        String deploy = "{\"commands\":[\"/deploy\",\"status\"]}";
        assertThat(succeeded(runner.ask("register_commands", deploy))).isTrue();
        assertThat(rival.ask("register_commands", deploy).path("code").asText()).isEqualTo("conflict");
        assertThat(runner.ask("register_commands", "{\"commands\":[\"help\"]}")
                        .path("code")
                        .asText())
                .isEqualTo("conflict");
        SocketIoClient again = client("/chat/" + id, "runner");
        assertThat(succeeded(again.ask("register_commands", deploy))).isTrue();
        assertThat(succeeded(again.ask("register_commands", "{\"commands\":[\"other\"]}")))
                .isTrue();
        assertThat(succeeded(rival.ask("register_commands", deploy))).isTrue();

        command(rival, "/Status \"of all\" now");
        String asked = rival.heard().awaitContaining("[\"command\"");
        assertThat(asked)
                .contains("\"command\":\"status\",\"arguments\":[\"of all\",\"now\"]", "\"user_id\":\"rival\"");
        rival.answer(asked, json("{'success':true,'result':{'n':1},'embed_data':[2]}"));
        assertThat(result(runner, "status"))
                .contains("\"success\":true,\"result\":{\"n\":1},", "\"embed_data\":[2]", "\"execution_time\":");

        command(rival, "/deploy");
        rival.answer(rival.heard().awaitContaining("\"command\":\"deploy\""), "7");
        assertThat(result(runner, "deploy")).contains("\"success\":false,\"error\":\"what the command answered");
        command(rival, "/nonsense");
        assertThat(result(runner, "nonsense"))
                .contains("\"success\":false,\"error\":\"there is no command /nonsense\"");
        command(rival, "/other");
        again.heard().awaitContaining("\"command\":\"other\"");
        again.cut();
        assertThat(result(runner, "other"))
                .contains("\"success\":false,\"error\":\"whoever runs /other did not answer\"");
        command(rival, "/help");
        assertThat(result(runner, "help")).contains("\"success\":true", "/deploy");
    }

    @Test
    void commandsOfAProjectRunInTheOrderTheyWereTyped() {
        SocketIoClient typist = client("/chat/" + id, "typist");
        List<String> typed = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0 ? "nonsense" + i : "help")
                .toList();
        typed.forEach(name -> command(typist, "/" + name + (name.equals("help") ? "" : " now")));
        command(typist, "/last");
        result(typist, "last");
        assertThat(told(typist, "command_result").stream()
                        .map(packet -> packet.replaceAll(".*\"command\":\"([a-z0-9]+)\".*", "$1"))
                        .toList())
                .startsWith(typed.toArray(String[]::new));
    }

    @Test
    void whoeverDoesNotAnswerIsAskedNoMoreAndTheRestGoesOn() {
        SocketIoClient runner = client("/chat/" + id, "runner");
        SocketIoClient typist = client("/chat/" + id, "typist");
        assertThat(succeeded(runner.ask("register_commands", "{\"commands\":[\"slow\"]}")))
                .isTrue();
        for (int i = 0; i < 21; i++) {
            command(typist, "/slow");
        }
        assertThat(result(typist, "slow")).contains("\"success\":false,\"error\":\"whoever runs /slow is too busy");
        command(typist, "/help");
        result(typist, "help");
        assertThat(told(typist, "command_result")).hasSize(2);
        runner.cut();
        typist.heard().awaitContaining("did not answer");
    }

    @Test
    void nobodyIsShownByANameThatCannotBeSeen() {
        SocketIoClient ann = portal("ann");
        for (String name : List.of(" ", "a\\u0000", "a\\u200b", "\\u202eann")) {
            JsonNode refused = ann.ask("join_project", json("{'project_name':'" + id + "','user_id':'" + name + "'}"));
            assertThat(refused.path("code").asText()).isEqualTo("invalid");
        }
    }

    @Test
    void whoeverMayNotWatchTheHubAnyMoreGoes() {
        List<String> mine = List.of(id);
        SocketIoClient mia = hub.client("/monitoring", "mia", mine, "monitor");
        mia.heard().awaitContaining("authenticated");
        JsonNode refused =
                mia.ask("authenticate", "{\"token\":\"" + PortalHub.token("mia", mine, "terminal:write") + "\"}");
        assertThat(refused.path("code").asText()).isEqualTo("forbidden");
        mia.heard().awaitContaining("41/monitoring");
    }

    private static void command(SocketIoClient client, String typed) {
        String content = typed.replace("\"", "\\\"");
        assertThat(succeeded(client.ask("send_message", "{\"content\":\"" + content + "\",\"type\":\"command\"}")))
                .isTrue();
    }

    private static String result(SocketIoClient client, String command) {
        return client.heard()
                .await(
                        "the result of " + command,
                        packet -> packet.contains("command_result") && packet.contains("\"command\":\"" + command));
    }

    private SocketIoClient portal(String user) {
        return client("/portal", user);
    }

    private SocketIoClient client(String namespace, String user, String... more) {
        return hub.client(
                namespace, user, Stream.concat(Stream.of(id), Stream.of(more)).toList());
    }

    private static JsonNode join(SocketIoClient client, String project) {
        return client.ask("join_project", project(project));
    }

    private static JsonNode choose(SocketIoClient client, String events, String project) {
        return client.ask("subscribe_to_events", json("{'events':[" + events + "],'project_name':'" + project + "'}"));
    }

    private static String project(String name) {
        return json("{'project_name':'" + name + "'}");
    }

    /** Has somebody join and waits until that is heard: what was told before has come by then. */
    private void fence(SocketIoClient client) {
        join(portal("the fence"), id);
        client.heard().awaitContaining("the fence");
    }

    private static List<String> told(SocketIoClient client, String part) {
        return client.heard().all().stream()
                .filter(packet -> packet.startsWith("42") && packet.contains(part))
                .toList();
    }
}
