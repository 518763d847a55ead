package dev.maestro.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import org.junit.jupiter.api.Test;

class OutputTextTest {
    private final OutputText text = new OutputText();

    @Test
    void halvesOfAPairFindEachOtherAcrossPieces() {
        assertThat(text.take("a\ud83d")).isEqualTo("a".getBytes(UTF_8));
        assertThat(text.waits()).isTrue();
        assertThat(text.take("\ude00b")).isEqualTo("😀b".getBytes(UTF_8));
        assertThat(text.waits()).isFalse();
    }

    @Test
    void halvesAloneBecomeReplacements() {
        assertThat(text.take("\ude00a\ud83dbc\ude00\ud83d")).isEqualTo("�a�bc�".getBytes(UTF_8));
        assertThat(text.take("\ud83d")).isEqualTo("�".getBytes(UTF_8));
        assertThat(text.finish()).isEqualTo("�".getBytes(UTF_8));
        assertThat(text.finish()).isEmpty();
    }

    @Test
    void countsWhatIsWritten() {
        for (String sample : new String[] {"", "abc", "äö€", "😀", "\ud83d", "x\ude00y", "\ud83d\ud83d\ude00"}) {
            assertThat(OutputText.lengthBytes(sample)).isEqualTo(OutputText.utf8(sample).length);
        }
    }

    @Test
    void everyCharacterIsTheSameAfterJson() {
        StringBuilder every = new StringBuilder();
        for (int c = 0; c < 0x3000; c++) {
            every.append((char) c);
        }
        every.append("😀\u2028\ufffd\uffff");
        byte[] utf8 = every.toString().getBytes(UTF_8);
        byte[] json = new byte[JsonText.length(utf8) + 2];
        json[0] = '"';
        int end = JsonText.write(utf8, json, 1);
        json[end] = '"';
        assertThat(end).isEqualTo(json.length - 1);
        assertThat(JsonBytes.ofUtf8(json).tree().asText()).isEqualTo(every.toString());
    }
}
