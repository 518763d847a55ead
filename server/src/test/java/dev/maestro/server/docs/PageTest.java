package dev.maestro.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page says of each block what is to be done with it. */
class PageTest {
    @Test
    void blocksComeInOrderWithTheirMarks() {
        Page page = page("""
                Text.
                <!-- test: shell -->
                ```sh
                ls
                ```
                1. in a list

                   <!-- test: none: a drawing -->
                   ```
                   one
                     two
                   ```
                """);

        assertThat(page.blocks())
                .containsExactly(
                        new Page.Block(3, new Mark(Mark.Kind.SHELL, ""), "ls\n"),
                        new Page.Block(9, new Mark(Mark.Kind.NONE, "a drawing"), "one\n  two\n"));
    }

    @Test
    void longFencesHoldShortOnes() {
        Page page = page("""
                <!-- test: none: shows a mark -->
                ````
                <!-- test: shell -->
                ```
                ls
                ```
                ````
                """);

        assertThat(page.blocks()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "```\nls\n```"                                        | page.md:1: a block without a mark
            "<!-- test: shell -->\n```\nls"                       | page.md:2: no end
            "<!-- test: shel -->\n```\nls\n```"                   | page.md:1: unknown kind shel
            "<!-- test: none -->\n```\nls\n```"                   | page.md:1: none needs a name or a reason behind it
            "<!-- test: shell -->\ntext\n```\nls\n```"            | page.md:2: a mark without a block before this line
            "<!-- test: shell -->"                                | page.md: a mark without a block
            "<!-- test: Shell! -->\n```\nls\n```"                 | page.md:1: no mark: <!-- test: Shell! -->
            """)
    void whatCannotBeTestedIsAnError(String text, String message) {
        assertThatThrownBy(() -> page(text)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one            | one               | true
            one            | ' one '           | true
            one            | one more          | false
            o…e            | one               | true
            id …, ok       | id task_1, ok     | true
            a.c            | abc               | false
            """)
    void answersMayLeaveOutText(String expected, String printed, boolean isIt) {
        assertThat(Answer.of(expected).isAllOf(printed)).isEqualTo(isIt);
    }

    @Test
    void answersMayLeaveOutLines() {
        assertThat(Answer.of("a\n…\nd").isAllOf("a\nb\nc\nd\n")).isTrue();
        assertThat(Answer.of("a\n…\nd").isAllOf("a\nd")).isTrue();
        assertThat(Answer.of("a\n…\nd").isAllOf("a\nb\n")).isFalse();
        assertThat(Answer.of("…\nd").isAllOf("c\nd")).isTrue();
    }

    @Test
    void answersAreFoundAmongOtherLines() {
        assertThat(Answer.of("b\nc").isIn("a\nb\nc\nd")).isTrue();
        assertThat(Answer.of("b").isIn("a\nbc\nd")).isFalse();
    }

    private static Page page(String text) {
        return Page.of("page.md", List.of(text.split("\n")));
    }
}
