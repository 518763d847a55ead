package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to connected sockets when rights come and go, and when tokens end; asked by the real client. */
@Timeout(600)
class AccessIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int ROUNDS = 25;

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PackagedHub hub;

    @BeforeAll
    static void startHub() throws Exception {
        List<String> flags = Tokens.flags("--auth.expiry-warning", "10s", "--auth.expiry-grace", "1s");
        hub = PackagedHub.start(folder.resolve("data"), 0, flags);
    }

    @AfterAll
    static void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void aNewMemberHearsOfTheProjectAtOnceAndMayWatchIt() throws Exception {
        String project = newProject("[]");
        try (Desktop bob = Desktop.connected(hub, Tokens.of("bob-1", HOUR))) {
            assertThat(bob.ask("project:subscribe", named(project)).get("code").asText())
                    .isEqualTo("not_found");

            setMembers(project, "[\"bob-1\"]");

            assertThat(bob.hear("auth:access").get(0).toString())
                    .isEqualTo("{\"gained\":[\"" + project + "\"],\"lost\":[]}");
            assertThat(bob.hear("project:updated").get(0).at("/data/id").asText())
                    .isEqualTo(project);
            assertThat(bob.ask("project:subscribe", named(project))
                            .get("success")
                            .asBoolean())
                    .isTrue();
            newTask(project, "for bob");
            assertThat(bob.hear("task:created").get(0).at("/data/title").asText())
                    .isEqualTo("for bob");
        }
    }

    @Test
    void whoIsNoMemberAnyMoreHearsNothingThatCameAfter() throws Exception {
        String project = newProject("[\"bob-2\"]");
        String session = newSession(project);
        try (Desktop bob = Desktop.connected(hub, Tokens.of("bob-2", HOUR))) {
            for (int i = 0; i < ROUNDS; i++) {
                bob.ask("project:subscribe", named(project));
                bob.ask("subscribe", "[\"" + session + "\"]");
                newTask(project, "open " + i);

                setMembers(project, "[]");
                newTask(project, "closed " + i);
                patchSession(session, "closed " + i);
                assertThat(bob.ask("subscribe", "[\"" + session + "\"]")
                                .get("code")
                                .asText())
                        .isEqualTo("forbidden");
                // Taken and given back before the hub looks there would be nothing to tell.
                bob.awaitHeard("\"lost\":[\"" + project, i + 1);
                setMembers(project, "[\"bob-2\"]");
            }
            bob.ask("project:subscribe", named(project));
            newTask(project, "last");
            List<String> heard = bob.allUntil("\"title\":\"last\"");

            assertThat(heard).noneMatch(line -> line.contains("closed "));
            assertThat(heard.stream().filter(line -> line.contains("\"title\":\"open")))
                    .hasSize(ROUNDS);
            assertThat(heard.stream().filter(line -> line.contains("\"lost\":[\"" + project)))
                    .hasSize(ROUNDS);
        }
    }

    @Test
    void whoIsAMemberAgainHearsOfTheProjectItsSocketIsFor() throws Exception {
        String project = newProject("[\"bob-5\"]");
        String auth = "{\"token\":\"" + Tokens.of("bob-5", HOUR) + "\",\"projectId\":\"" + project + "\"}";
        for (String namespace : List.of("/mobile", "/project/" + project)) {
            try (Desktop bob = Desktop.in(hub, namespace, auth, false)) {
                setMembers(project, "[]");
                assertThat(bob.hear("auth:access").get(0).at("/lost/0").asText())
                        .isEqualTo(project);
                newTask(project, "unheard");
                setMembers(project, "[\"bob-5\"]");
                assertThat(bob.hear("auth:access").get(0).at("/gained/0").asText())
                        .isEqualTo(project);
                newTask(project, "heard");
                assertThat(bob.allUntil("\"heard\"")).noneMatch(line -> line.contains("unheard"));
            }
        }
    }

    @Test
    void aTokenThatAllowsLessTakesWhatItDoesNotAllow() throws Exception {
        String kept = newProject("[]");
        String lost = newProject("[]");
        String session = newSession(lost);
        try (Desktop ann = Desktop.connected(hub, Tokens.of("ann", HOUR, kept, lost))) {
            ann.ask("project:subscribe", named(kept));
            ann.ask("project:subscribe", named(lost));
            ann.ask("subscribe", "[\"" + session + "\"]");

            JsonNode answer = ann.ask("auth:refresh", token(Tokens.of("ann", HOUR, kept)));
            assertThat(answer.get("success").asBoolean()).isTrue();
            assertThat(answer.get("expiresAt").asLong()).isPositive();
            newTask(lost, "unheard");
            patchSession(session, "unheard");
            newTask(kept, "heard");

            assertThat(ann.allUntil("\"title\":\"heard\""))
                    .noneMatch(line -> line.contains("unheard"))
                    .anyMatch(line -> line.contains("\"lost\":[\"" + lost + "\"]"));
            assertThat(ann.ask("project:subscribe", named(lost)).get("code").asText())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void aTokenThatAllowsMoreGivesItAtOnceAndOneThatAllowsLessTakesItBack() throws Exception {
        try (Desktop fay = Desktop.connected(hub, Tokens.of("fay", HOUR))) {
            fay.ask("auth:refresh", token(Tokens.ofAll("fay", HOUR)));
            String seen = newProject("[]");
            assertThat(fay.hear("project:created").get(0).at("/data/id").asText())
                    .isEqualTo(seen);

            fay.ask("auth:refresh", token(Tokens.of("fay", HOUR)));
            String unseen = newProject("[]");
            String own = newProject("[\"fay\"]");
            assertThat(fay.allUntil(own)).noneMatch(line -> line.contains(unseen));
        }
    }

    @Test
    void membersReadAtTheStartAreTakenOutAsAnyOther() throws Exception {
        Path data = folder.resolve("restarted");
        String project;
        try (PackagedHub first = PackagedHub.start(data, 0, Tokens.flags())) {
            project = json(first.send("POST", "/api/projects", "{\"name\":\"Kept\",\"members\":[\"gus\"]}"))
                    .get("id")
                    .asText();
        }
        try (PackagedHub again = PackagedHub.start(data, 0, Tokens.flags());
                Desktop gus = Desktop.connected(again, Tokens.of("gus", HOUR))) {
            gus.ask("project:subscribe", named(project));
            again.send("PATCH", "/api/projects/" + project, "{\"members\":[]}");
            assertThat(gus.hear("auth:access").get(0).at("/lost/0").asText()).isEqualTo(project);
        }
    }

    @Test
    void noTokenOfAnotherOrThatDoesNotHoldTakesThePlace() throws Exception {
        try (Desktop eve = Desktop.connected(hub, Tokens.of("eve", HOUR))) {
            assertThat(eve.ask("auth:refresh", token(Tokens.of("ann", HOUR)))
                            .get("code")
                            .asText())
                    .isEqualTo("forbidden");
            // Within what is allowed for clocks that differ, but ended all the same.
            for (String bad : List.of(Tokens.of("eve", Duration.ofSeconds(-5)), "nonsense")) {
                JsonNode refusal = eve.ask("auth:refresh", token(bad));
                assertThat(refusal.get("code").asText()).isEqualTo("unauthenticated");
                assertThat(refusal.get("error").asText()).isEqualTo("Invalid authentication token");
            }
            assertThat(eve.ask("auth:refresh", "{\"token\":7}")
                            .at("/details/0/path")
                            .asText())
                    .isEqualTo("/token");
            assertThat(eve.ask("ping").get("success").asBoolean()).isTrue();
        }
        try (Desktop local = Desktop.connected(hub)) {
            assertThat(local.ask("auth:refresh", token(Tokens.of("local", HOUR)))
                            .get("code")
                            .asText())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void aSocketWhoseTokenEndsIsWarnedToldAndPutOut() throws Exception {
        try (Desktop bob = Desktop.connected(hub, Tokens.of("bob-3", HOUR))) {
            shorten(bob, "bob-3", Duration.ofSeconds(9));
            long expiresAt = bob.hear("auth:expiring").get(0).get("expiresAt").asLong();
            JsonNode expired = bob.hear("auth:expired").get(0);
            assertThat(expired.get("expiresAt").asLong()).isEqualTo(expiresAt);
            assertThat(expired.get("disconnectAt").asLong()).isGreaterThanOrEqualTo(expiresAt + 1_000);
            assertThat(bob.end()).isEqualTo("io server disconnect");
        }
    }

    @Test
    void aSocketThatRenewsItsTokenStays() throws Exception {
        String project = newProject("[\"bob-4\"]");
        try (Desktop bob = Desktop.connected(hub, Tokens.of("bob-4", HOUR))) {
            bob.ask("project:subscribe", named(project));
            shorten(bob, "bob-4", Duration.ofSeconds(9));
            long first = bob.hear("auth:expiring").get(0).get("expiresAt").asLong();
            // Of this token's end it is told when the first would have had it put out.
            shorten(bob, "bob-4", Duration.ofSeconds(25));
            assertThat(bob.hear("auth:expiring").get(0).get("expiresAt").asLong())
                    .isGreaterThan(first);
            assertThat(bob.ask("auth:refresh", token(Tokens.of("bob-4", HOUR)))
                            .get("success")
                            .asBoolean())
                    .isTrue();
            newTask(project, "still here");
            assertThat(bob.allUntil("still here")).noneMatch(line -> line.contains("auth:expired"));
        }
    }

    @Test
    void whatAUserMakesIsTheirsAndTheirsAlone() throws Exception {
        try (Desktop cay = Desktop.connected(hub, Tokens.of("cay", HOUR));
                Desktop dan = Desktop.connected(hub, Tokens.of("dan", HOUR))) {
            HttpResponse<String> made =
                    hub.sendAs(Tokens.of("cay", HOUR), "POST", "/api/projects", "{\"name\":\"Cay's\"}");
            assertThat(made.statusCode()).isEqualTo(201);
            String id = json(made).get("id").asText();

            assertThat(cay.hear("project:created").get(0).at("/data/id").asText())
                    .isEqualTo(id);
            assertThat(hub.sendAs(Tokens.of("cay", HOUR), "GET", "/api/projects/" + id, "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(hub.sendAs(Tokens.of("dan", HOUR), "GET", "/api/projects/" + id, "")
                            .statusCode())
                    .isEqualTo(404);
            String own = json(hub.sendAs(Tokens.of("dan", HOUR), "POST", "/api/projects", "{\"name\":\"Dan's\"}"))
                    .get("id")
                    .asText();
            assertThat(dan.allUntil(own)).noneMatch(line -> line.contains(id));
        }
    }

    private static String newProject(String members) throws Exception {
        return json(hub.send("POST", "/api/projects", "{\"name\":\"Access\",\"members\":" + members + "}"))
                .get("id")
                .asText();
    }

    private static void setMembers(String project, String members) throws Exception {
        assertThat(hub.send("PATCH", "/api/projects/" + project, "{\"members\":" + members + "}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void newTask(String project, String title) throws Exception {
        assertThat(hub.send("POST", "/api/tasks", "{\"projectId\":\"" + project + "\",\"title\":\"" + title + "\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static String newSession(String project) throws Exception {
        return json(hub.send("POST", "/api/sessions", "{\"projectId\":\"" + project + "\"}"))
                .get("id")
                .asText();
    }

    private static void patchSession(String session, String name) throws Exception {
        assertThat(hub.send("PATCH", "/api/sessions/" + session, "{\"name\":\"" + name + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String named(String project) {
        return "{\"projectId\":\"" + project + "\"}";
    }

    /**
     * Takes another token, without waiting for the answer: what the hub tells of the token comes before it. Short lives begin
     * here, as the start of a client may take as long.
     */
    private static void shorten(Desktop desktop, String user, Duration life) {
        desktop.tell("auth:refresh", token(Tokens.of(user, life)));
    }

    private static String token(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
