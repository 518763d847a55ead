package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionFilterTest {
    private final SessionFilter agent = new SessionFilter(Principal.agent("own", "p"));

    @Test
    void anAgentHearsItsProjectAndItsOwnSessionWhateverItChooses() {
        for (int i = 0; i < 2; i++) {
            assertThat(agent.passes(message("p", true, Set.of("other"), null))).isTrue();
            assertThat(agent.passes(message("p", false, Set.of(), null))).isTrue();
            assertThat(agent.passes(message("p", false, Set.of("other", "own"), null)))
                    .isTrue();
            assertThat(agent.passes(message("p", false, Set.of("other"), null))).isFalse();
            assertThat(agent.passes(message("q", true, Set.of("own"), null))).isFalse();
            agent.choose(List.of("other"), 10);
        }
        agent.clear();
        assertThat(agent.passes(message("p", false, Set.of("other"), null))).isFalse();
    }

    @Test
    void onlyTheEndOfItsOwnSessionEndsAnAgent() {
        assertThat(agent.isEndedBy(message("p", false, Set.of("own"), "own"))).isTrue();
        assertThat(agent.isEndedBy(message("p", false, Set.of("own"), null))).isFalse();
        assertThat(agent.isEndedBy(message("p", false, Set.of("other"), "other")))
                .isFalse();
        assertThat(new SessionFilter(Principal.LOCAL).isEndedBy(message("p", false, Set.of("local"), "local")))
                .isFalse();
    }

    private static RawMessage message(
            String project, boolean projectLevel, Set<String> sessions, @Nullable String ended) {
        return new RawMessage(project, projectLevel, sessions, ended, JsonBytes.of(Map.of()));
    }
}
