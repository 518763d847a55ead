package dev.maestro.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.SocketIoClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The portal on three nodes is one portal. What ends a node comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PortalNodesTest {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"(m\\d+)\"");

    @TempDir
    static Path folder;

    private static Nodes nodes;
    private static Map<String, String> tokens;
    private static int projects;

    private String project;

    @BeforeAll
    static void startNodes() {
        nodes = Nodes.start(
                3,
                folder,
                Map.of(
                        "portal.connections", "1000",
                        "portal.messages-per-second", "100000",
                        "portal.messages-per-minute", "1000000"));
        tokens = new HashMap<>();
        for (String user : List.of("ann", "bob", "cat", "dan")) {
            tokens.put(user, RunningHub.token(nodes.redis.url(), user));
        }
    }

    @AfterAll
    static void closeNodes() {
        nodes.close();
    }

    @BeforeEach
    void makeProject() {
        project = nodes.door(0)
                .made("/api/projects", "{'name':'P" + ++projects + "','members':['ann','bob','cat','dan']}");
    }

    @Test
    @Order(1)
    void peopleOfAllNodesAreCountedAndEachSocketIsToldOnce() {
        SocketIoClient ann = portal(0, "ann");
        SocketIoClient bob = portal(1, "bob");
        SocketIoClient cat = portal(2, "cat");
        assertThat(join(ann)).isEqualTo(1);
        assertThat(join(bob)).isEqualTo(2);
        assertThat(join(cat)).isEqualTo(3);
        List.of(ann, bob).forEach(client -> client.heard().await("cat", packet -> packet.contains("\"cat\"")));
        SocketIoClient moved = portal(0, "cat");
        assertThat(join(moved)).isEqualTo(3);
        leave(cat);
        assertThat(join(bob)).isEqualTo(3);
        leave(moved);
        for (SocketIoClient client : List.of(ann, bob)) {
            client.heard().await("cat goes", packet -> packet.contains("user_left"));
            assertThat(told(client, "\"cat\"")).hasSize(2);
        }
        assertThat(told(ann, "user_joined")).hasSize(2);
        assertThat(told(cat, "user_joined")).isEmpty();
    }

    @Test
    @Order(2)
    void whoTypesIsToldOnAllNodesOnce() {
        SocketIoClient ann = chat(0, "ann");
        List<SocketIoClient> others = List.of(chat(0, "bob"), chat(1, "cat"), chat(2, "dan"));
        // In one go: who is not heard of for some seconds types no more, and begins anew.
        ann.tell("typing_start", "");
        ann.tell("typing_start", "");
        ann.ask("typing_stop", "");
        for (SocketIoClient other : others) {
            other.heard().awaitContaining("typing_stop");
            assertThat(told(other, "typing_start")).hasSize(1);
        }
        assertThat(told(ann, "typing_")).isEmpty();
    }

    @Test
    @Order(3)
    void commandsAreRunByAClientOfAnotherNode() {
        SocketIoClient runner = chat(0, "ann");
        SocketIoClient typist = chat(1, "bob");
        SocketIoClient third = chat(2, "cat");
        String deploy = "{\"commands\":[\"deploy\"]}";
        assertThat(runner.ask("register_commands", deploy).path("success").asBoolean())
                .isTrue();
        assertThat(third.ask("register_commands", deploy).path("code").asText()).isEqualTo("conflict");
        command(typist, "/deploy now");
        runner.answer(runner.heard().awaitContaining("[\"command\""), "{\"success\":true,\"result\":7}");
        for (SocketIoClient client : List.of(runner, typist, third)) {
            assertThat(client.heard().awaitContaining("command_result")).contains("\"success\":true,\"result\":7");
        }
        SocketIoClient moved = chat(2, "ann");
        assertThat(moved.ask("register_commands", deploy).path("success").asBoolean())
                .isTrue();
        runner.cut();
        command(typist, "/deploy again");
        moved.answer(moved.heard().awaitContaining("[\"command\""), "{\"success\":false,\"error\":\"no\"}");
        third.heard().awaitContaining("\"error\":\"no\"");
        assertThat(told(third, "command_result")).hasSize(2);
    }

    @Test
    @Order(4)
    void messagesComeInOneOrderOnAllNodes() {
        List<SocketIoClient> clients = List.of(chat(0, "ann"), chat(1, "bob"), chat(2, "cat"));
        IntStream.range(0, 60).parallel().forEach(i -> clients.get(i % 3)
                .ask("send_message", "{\"content\":\"m" + i + "\",\"type\":\"message\"}"));
        clients.get(0).ask("send_message", "{\"content\":\"m60\",\"type\":\"message\"}");
        clients.forEach(client -> client.heard().awaitContaining("\"m60\""));
        List<String> order = messages(clients.get(0));
        assertThat(order).hasSize(61).doesNotHaveDuplicates();
        assertThat(clients).allSatisfy(client -> assertThat(messages(client)).isEqualTo(order));
    }

    @Test
    @Order(5)
    void whoComesBackOnAnotherNodeNeitherLeavesNorJoins() {
        SocketIoClient watching = portal(1, "bob");
        join(watching);
        SocketIoClient ann = portal(2, "ann");
        join(ann);
        watching.heard().awaitContaining("\"ann\"");
        String pid = ann.greeting().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
        nodes.hub(2).close();
        SocketIoClient again =
                nodes.client(0, "/portal", "{\"token\":\"" + tokens.get("ann") + "\",\"pid\":\"" + pid + "\"}");
        assertThat(again.greeting()).contains(pid);
        SocketIoClient dan = portal(1, "dan");
        assertThat(join(dan)).isEqualTo(3);
        // Long after the node that is gone was forgotten, she is there.
        Awaiting.until(
                () -> nodes.door(0).done("GET", "/ws-status", "").path("nodes").size() == 2);
        leave(again);
        watching.heard().await("ann goes", packet -> packet.contains("user_left") && packet.contains("\"ann\""));
        assertThat(told(watching, "\"ann\"")).hasSize(2);
    }

    @Test
    @Order(6)
    void thePeopleOfANodeThatIsGoneLeaveOnce() {
        SocketIoClient watching = portal(0, "bob");
        join(watching);
        for (String user : List.of("ann", "cat")) {
            join(portal(1, user));
            watching.heard().awaitContaining("\"" + user + "\"");
        }
        nodes.hub(1).close();
        for (String user : List.of("ann", "cat")) {
            watching.heard().await(user + " goes", packet -> packet.contains("user_left") && packet.contains(user));
            assertThat(told(watching, "\"" + user + "\"")).hasSize(2);
        }
        assertThat(join(watching)).isEqualTo(1);
    }

    private static void command(SocketIoClient client, String typed) {
        client.ask("send_message", "{\"content\":\"" + typed + "\",\"type\":\"command\"}");
    }

    private SocketIoClient portal(int node, String user) {
        return client(node, "/portal", user);
    }

    private SocketIoClient chat(int node, String user) {
        return client(node, "/chat/" + project, user);
    }

    private static SocketIoClient client(int node, String namespace, String user) {
        SocketIoClient client = nodes.client(node, namespace, "{\"token\":\"" + tokens.get(user) + "\"}");
        assertThat(client.connected()).as(client.greeting()).isTrue();
        return client;
    }

    private int join(SocketIoClient client) {
        JsonNode joined = client.ask("join_project", "{\"project_name\":\"" + project + "\"}");
        assertThat(joined.path("success").asBoolean()).as("%s", joined).isTrue();
        return joined.path("active_users").asInt();
    }

    private void leave(SocketIoClient client) {
        client.ask("leave_project", "{\"project_name\":\"" + project + "\"}");
    }

    private static List<String> told(SocketIoClient client, String part) {
        return client.heard().all().stream()
                .filter(packet -> packet.startsWith("42") && packet.contains(part) && !packet.contains("authenticated"))
                .toList();
    }

    private static List<String> messages(SocketIoClient client) {
        List<String> contents = new ArrayList<>();
        client.heard().all().forEach(packet -> {
            Matcher content = CONTENT.matcher(packet);
            if (packet.contains("message_received") && content.find()) {
                contents.add(content.group(1));
            }
        });
        return contents;
    }
}
