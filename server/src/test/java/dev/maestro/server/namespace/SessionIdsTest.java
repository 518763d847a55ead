package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionIdsTest {
    @Test
    void bothShapesAreReadAndWhatIsNoStringIsSkipped() throws JsonProcessingException {
        assertThat(SessionIds.read(json("['a', 5, null, 'b']"))).containsExactly("a", "b");
        assertThat(SessionIds.read(json("{'sessionIds': ['a']}"))).containsExactly("a");
    }

    @Test
    void anIdThatIsNoneIsRefusedWhereItStands() throws JsonProcessingException {
        JsonNode empty = json("{'sessionIds': [5, '']}");
        assertThatThrownBy(() -> SessionIds.read(empty))
                .isInstanceOf(HubException.class)
                .hasMessage("sessionIds.1: is 0 characters, must be 1 to 200");
        JsonNode tooLong = json("['" + "x".repeat(201) + "']");
        assertThatThrownBy(() -> SessionIds.read(tooLong)).isInstanceOf(HubException.class);
        assertThat(SessionIds.read(json("['" + "x".repeat(200) + "']"))).hasSize(1);
    }

    @Test
    void whatASocketHoldsIsBounded() {
        Set<String> held = rooms(0, SessionIds.MAX_HELD - 1);
        assertThatCode(() -> SessionIds.requireSpace(held, Set.of("0", "new"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> SessionIds.requireSpace(held, Set.of("0", "new", "newer")))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("at most 2000");
    }

    private static Set<String> rooms(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.toSet());
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
