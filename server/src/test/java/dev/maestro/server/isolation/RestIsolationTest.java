package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Row.Aim;
import dev.maestro.server.isolation.Row.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every REST route, asked by a user and by an agent who may see one project for what is in another. */
class RestIsolationTest {
    private static final String MARK = "Zq7SecretOfB";

    private static World world;
    private static Door door;
    private static Plants plants;
    private static Ids others;
    private static Ids ghosts;

    @BeforeAll
    static void plant() {
        world = new World();
        door = world.door;
        plants = new Plants(door);
        others = Plant.inNewProject(door, MARK);
        ghosts = others.ghosts();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    static List<Row> rows() {
        return RestRows.all();
    }

    @Test
    void everyRouteHasARow() {
        assertThat(rows().stream().map(Row::route))
                .containsExactlyInAnyOrderElementsOf(RunningHub.routes().stream()
                        .filter(name -> !name.startsWith("HEAD "))
                        .toList());
        assertThat(rows()).allSatisfy(row -> assertThat(row.aims()).isNotEmpty());
    }

    /** Else a refusal below could be that of a request that is refused to everybody. */
    @ParameterizedTest
    @MethodSource("rows")
    void eachIsGoodWhereOneMaySee(Row row) {
        for (Aim aim : row.aims()) {
            Plants.Pair planted = plants.with(row, aim);
            Request request = aim.request().apply(planted.mine(), planted.theirs());
            String user = World.userOf(planted.mine().project());
            Reply reply = door.send(row.forAdmins() ? World.admin() : user, request);
            assertThat(reply.succeeded()).as("%s: %s", request, reply.all()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aUserLearnsAndChangesNothing(Row row) {
        Ids own = plants.own(row);
        nothingComesOutOrGoesIn(
                row, own, row.forAdmins() ? World.visitorOf(own.project()) : World.userOf(own.project()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anAgentLearnsAndChangesNothing(Row row) {
        Ids own = plants.own(row);
        nothingComesOutOrGoesIn(row, own, own.agentToken());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anAgentDoesToItsProjectWhatItMayAndNoMore(Row row) {
        for (Aim aim : row.aims()) {
            Plants.Pair planted = plants.with(row, aim);
            Ids mine = planted.mine();
            Map<String, JsonNode> before = documents(mine.project());
            Request request = aim.request().apply(mine, planted.theirs());
            Reply reply = door.send(mine.agentToken(), request);
            if (aim.agentMay()) {
                assertThat(reply.succeeded()).as("%s: %s", request, reply.all()).isTrue();
            } else {
                assertThat(reply.status()).as("%s: %s", request, reply.all()).isEqualTo(403);
                assertThat(reply.json().path("detail").asText()).startsWith("an agent may ");
                assertThat(documents(mine.project())).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "tasks", "sessions", "team-members", "mail"})
    void aListShowsByNothingThatThereIsMore(String kind) {
        Ids own = Plant.inNewProject(door, "own");
        // What is others' stands before, between and behind one's own.
        Plant.inNewProject(door, MARK);
        Plant.in(door, own.project(), "own");
        Plant.inNewProject(door, MARK);
        for (String token : List.of(World.userOf(own.project()), own.agentToken())) {
            String all = "/api/" + kind + "?limit=1000";
            JsonNode whole = door.send(token, Request.of("GET", all)).json();
            List<JsonNode> paged = new ArrayList<>();
            String cursor = "";
            do {
                String onward = cursor.isEmpty() ? "" : "&cursor=" + cursor;
                Reply page = door.send(token, Request.of("GET", "/api/" + kind + "?limit=1" + onward));
                assertThat(page.json()).hasSize(1);
                paged.add(page.json().get(0));
                cursor = page.nextCursor();
            } while (!cursor.isEmpty());
            assertThat(paged).containsExactlyElementsOf(whole);
            assertThat(whole.toString()).doesNotContain(MARK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "tasks", "sessions", "team-members", "mail"})
    void aCursorOfAnotherLeadsToNothingOfTheirs(String kind) {
        Plant.inNewProject(door, MARK);
        Ids own = Plant.inNewProject(door, "own");
        Plant.inNewProject(door, MARK);
        Reply page = door.send(Door.LOCAL, Request.of("GET", "/api/" + kind + "?limit=1"));
        String cursor = page.nextCursor();
        for (String token : List.of(World.userOf(own.project()), own.agentToken())) {
            Reply reply = door.send(token, Request.of("GET", "/api/" + kind + "?cursor=" + cursor));
            assertThat(reply.json()).isNotEmpty();
            assertThat(reply.all()).doesNotContain(MARK);
        }
    }

    /** Every POST, done under a key by the local person, then asked for under the same key by others. */
    @ParameterizedTest
    @MethodSource("rows")
    void anIdempotencyKeyBelongsToWhoUsedIt(Row row) {
        if (!row.route().startsWith("POST ")) {
            return;
        }
        Ids own = Plant.inNewProject(door, "own");
        for (Aim aim : row.aims()) {
            Ids theirs = Plant.inNewProject(door, MARK);
            Ids more = Plant.in(door, theirs.project(), MARK);
            aim.prepare(door, theirs, more);
            Request request = aim.request()
                    .apply(theirs, more)
                    .with("Idempotency-Key", UUID.randomUUID().toString());
            Reply kept = door.send(Door.LOCAL, request);
            assertThat(kept.succeeded()).as("%s: %s", request, kept.all()).isTrue();
            assertThat(door.send(Door.LOCAL, request).body()).isEqualTo(kept.body());
            for (String token : List.of(World.userOf(own.project()), own.agentToken())) {
                Reply reply = door.send(token, request);
                assertThat(reply.all()).doesNotContain(MARK);
                assertThat(reply.body()).isNotEqualTo(kept.body());
            }
        }
    }

    private static void nothingComesOutOrGoesIn(Row row, Ids own, String token) {
        Map<String, JsonNode> before = documents(others.project());
        for (Aim aim : row.aims()) {
            Request real = aim.request().apply(own, others);
            Request ghost = aim.request().apply(own, ghosts);
            for (int i = 0; i < variants(real).size(); i++) {
                asForNothing(aim, token, variants(real).get(i), variants(ghost).get(i));
            }
        }
        assertThat(documents(others.project())).isEqualTo(before);
    }

    private static void asForNothing(Aim aim, String token, Request real, Request ghost) {
        Reply answer = door.send(token, real);
        Reply toGhost = door.send(token, ghost);
        assertThat(answer.all()).as("%s", real).doesNotContain(MARK);
        assertThat(others.all().stream().filter(id -> !real.said().contains(id)))
                .as("%s", real)
                .noneMatch(answer.all()::contains);
        assertThat(answer.status()).as("%s: %s", real, answer.all()).isEqualTo(toGhost.status());
        if (aim.outcome() == Outcome.REFUSED) {
            assertThat(answer.status()).as("%s: %s", real, answer.all()).isIn(400, 403, 404, 409, 412);
        }
        if (aim.outcome() != Outcome.MADE || !answer.succeeded()) {
            assertThat(others.nameless(answer.all())).as("%s", real).isEqualTo(ghosts.nameless(toGhost.all()));
        }
    }

    /** Returns the request, and the same with every header that can change an answer. */
    private static List<Request> variants(Request request) {
        List<Request> variants = new ArrayList<>(List.of(request));
        switch (request.method()) {
            case "GET" -> {
                variants.add(request.by("HEAD"));
                variants.add(request.with("If-None-Match", "*"));
                variants.add(request.with("If-None-Match", "\"1\""));
            }
            case "POST" ->
                variants.add(request.with("Idempotency-Key", UUID.randomUUID().toString()));
            default -> {
                variants.add(request.with("If-Match", "\"1\""));
                variants.add(request.with("If-Match", "\"999\""));
                if (!request.body().isEmpty()) {
                    String separator = request.body().equals("{}") ? "" : ",";
                    variants.add(Request.of(
                            request.method(),
                            request.path(),
                            request.body().replaceFirst("}$", separator + "\"version\":999}")));
                }
            }
        }
        return variants;
    }

    /** Returns everything in a project that REST shows, by where it is. */
    private static Map<String, JsonNode> documents(String project) {
        Map<String, JsonNode> documents = new TreeMap<>();
        documents.put("project", door.done("GET", "/api/projects/" + project, ""));
        for (String kind : List.of("sessions", "tasks", "team-members", "mail")) {
            documents.put(kind, door.done("GET", "/api/" + kind + "?limit=1000&projectId=" + project, ""));
        }
        for (String kind : List.of("workflow", "backlog", "sprints", "approvals", "messages", "threads")) {
            documents.put(kind, door.done("GET", "/api/projects/" + project + "/" + kind, ""));
        }
        return documents;
    }
}
