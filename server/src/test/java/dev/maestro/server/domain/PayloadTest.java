package dev.maestro.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void whatIsNotUtf8IsRefused() {
        Charset bytes = StandardCharsets.ISO_8859_1;
        assertRefused("{\"a\": \"\u00c0\u0080\"}".getBytes(bytes));
        assertRefused("{\"a\": \"\u00ed\u00a0\u0080\"}".getBytes(bytes));
        assertRefused("{\"a\": \"\u00ff\"}".getBytes(bytes));
        assertRefused("{\"a\": 1}".getBytes(StandardCharsets.UTF_16));
        assertRefused("{\"a\": 1}".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void aByteOrderMarkIsNoContent() {
        Payload payload = Payload.parse("\uFEFF{\"a\": \"ä😀\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(payload.fields().requiredText("a", Limit.WORD)).isEqualTo("ä😀");
    }

    @Test
    void onlyAnObjectWillDo() {
        for (String text : new String[] {" ", "null", "[]", "1", "{} {}", "{\"a\": 1, \"a\": 1}"}) {
            assertRefused(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Payload.parse(new byte[0]).fields().has("a")).isFalse();
    }

    private static void assertRefused(byte[] content) {
        assertThatThrownBy(() -> Payload.parse(content)).isInstanceOf(HubException.class);
    }
}
