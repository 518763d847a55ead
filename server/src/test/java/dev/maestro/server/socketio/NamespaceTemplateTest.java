package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTemplateTest {
    private static final NamespaceTemplate PROJECT = NamespaceTemplate.of("/project/{name}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/project/apollo | apollo",
                "/project/proj_1-2.3~4 | proj_1-2.3~4",
                "/project/My Project | My Project",
                "/project/My%20Project | My Project",
                "/project/Größe | Größe",
                "/project/Gr%C3%B6%C3%9Fe | Größe",
                "/project/a%2Fb | a/b",
                "/project/100%25 | 100%",
                "/project/a%2Cb | a,b",
                "/project/it's (1)! | it's (1)!",
                "/project/it's%20(1)! | it's (1)!",
                "/project/a+b | a+b",
                "/project/%F0%9F%9A%80 | 🚀",
                "/project/.. | ..",
                "/project/{name} | {name}"
            })
    void aParameterIsOneSegmentDecoded(String namespace, String name) {
        assertThat(PROJECT.match(namespace)).hasValue(Map.of("name", name));
        assertThat(PROJECT.names(Map.of("name", name))).contains(namespace).hasSizeBetween(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/project",
                "/project/",
                "/project//",
                "/projects/apollo",
                "/Project/apollo",
                "/project/apollo/",
                "/project/apollo/tasks",
                "//project/apollo",
                "project/apollo",
                "xproject/apollo",
                "/project/100%",
                "/project/%4",
                "/project/%zz",
                "/project/%-1",
                "/project/%41pollo",
                "/project/My%20Big Project",
                "/project/%c3%b6",
                "/project/%C3",
                "/project/%C0%AF",
                "/project/%ED%A0%80",
                "/project/%00",
                "/project/a%0Ab",
                "/project/a\nb",
                "/project/a?b",
                "/project/a#b"
            })
    void whatHasAnotherShapeOrSpellingDoesNotMatch(String namespace) {
        assertThat(PROJECT.match(namespace)).isEmpty();
    }

    @Test
    void severalParametersHaveASpellingEach() {
        NamespaceTemplate template = NamespaceTemplate.of("/team/{team}/room/{room}");

        assertThat(template.match("/team/a%20b/room/1")).hasValue(Map.of("team", "a b", "room", "1"));
        assertThat(template.names(Map.of("team", "a b", "room", "x/y")))
                .containsExactlyInAnyOrder("/team/a b/room/x%2Fy", "/team/a%20b/room/x%2Fy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x/{name}", "/x", "/", "/x/{}", "/x//{name}", "/{name}/", "/{a}/{a}", "/x-{name}", "/{a}{b}"
            })
    void whatIsNoTemplateIsRefusedNamingIt(String text) {
        assertThatThrownBy(() -> NamespaceTemplate.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
