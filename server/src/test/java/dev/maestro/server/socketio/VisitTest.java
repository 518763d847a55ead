package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done with sockets between what they are sent before and after. */
@Timeout(180)
class VisitTest {
    private EngineFixture fixture;

    @BeforeEach
    void start() {
        fixture = EngineFixture.sockets(EngineFixture.PATIENT);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aRoomLeftInAVisitIsLeftForAllThatFollowsAndForNothingBefore() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.join();
            Socket socket = fixture.onlySocket();
            socket.join(Set.of("room", "other"));
            for (int i = 0; i < 200; i++) {
                fixture.engine().broadcast(List.of(to("room", "before"), to("room", "before")));
                fixture.engine().visit(visited -> visited.leave(Set.of("room")));
                fixture.engine().broadcast(List.of(to("room", "after"), to("other", "mark")));
                fixture.engine().visit(visited -> visited.join(Set.of("room")));

                assertThat(next(client)).isEqualTo("42[\"before\",1]");
                assertThat(next(client)).isEqualTo("42[\"before\",1]");
                assertThat(next(client)).isEqualTo("42[\"mark\",1]");
            }
        }
    }

    @Test
    void aVisitThatFailsEndsThatSocketAloneAndTheOthersAreVisited() throws Exception {
        try (RawClient failing = RawClient.session(fixture.port());
                RawClient staying = RawClient.session(fixture.port())) {
            failing.join();
            Socket first = fixture.onlySocket();
            staying.join();
            fixture.engine().visit(visited -> {
                if (visited == first) {
                    throw new IllegalStateException("planted");
                }
                visited.join(Set.of("visited"));
            });
            fixture.engine().broadcast(List.of(to("visited", "hello")));

            assertThat(next(staying)).isEqualTo("42[\"hello\",1]");
            assertThat(next(failing)).startsWith("42[\"server:goodbye\"");
            assertThat(failing.closing()).startsWith("closed");
        }
    }

    private static String next(RawClient client) throws InterruptedException {
        String heard = client.next();
        while (heard.startsWith("42[\"auth\"")) {
            heard = client.next();
        }
        return heard;
    }

    private static Broadcast to(String room, String event) {
        return new Broadcast("/", Set.of(room), event, List.of(JsonBytes.of(1)), Set.of(), Broadcast.NOT_OF_THE_FEED);
    }
}
