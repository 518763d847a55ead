package dev.maestro.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkTest {
    private final Mark mark = new Mark("run1");

    @Test
    void isFoundWhereverItStands() {
        for (String before :
                new String[] {"", "42/ui,[\"x\",{\"a\":\"", "é".repeat(9), "mark:run1", "mmmark:run2.1.1.1;"}) {
            assertThat(mark.find(frame(before + mark.text(3, 70_000, 123_456_789_012L) + "\"}]")))
                    .as("after %s", before)
                    .isTrue();
            assertThat(mark.lane()).isEqualTo(3);
            assertThat(mark.seq()).isEqualTo(70_000);
            assertThat(mark.dueMicros()).isEqualTo(123_456_789_012L);
        }
    }

    @Test
    void isFoundInAFrameThatDoesNotBeginAtTheBuffersStart() {
        ByteBuf frame =
                frame("skipped" + "42[\"x\",\"" + mark.text(0, 1, 2) + "\"]").skipBytes("skipped".length());

        assertThat(mark.find(frame)).isTrue();
        assertThat(mark.seq()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42[\"x\"]",
                "mark:run2.1.2.3;",
                "mark:run1",
                "mark:run1.",
                "mark:run1.1.2.3",
                "mark:run1.1.2;",
                "mark:run1.a.2.3;",
                "mark:run1..2.3;",
                "mark:run1.-1.2.3;",
                "mark:run1.1.99999999999.3;",
                "mark:run1.1.2.99999999999999999999;"
            })
    void whatIsNoneIsNotFound(String text) {
        assertThat(mark.find(frame(text))).isFalse();
    }

    private static ByteBuf frame(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
