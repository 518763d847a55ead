package dev.maestro.server.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8MenderTest {
    @Test
    void whateverTheCutsTheTextIsThatOfTheWhole() {
        Random chance = new Random(7);
        byte[][] pieces = {
            "plain".getBytes(StandardCharsets.UTF_8),
            "ä€😀".getBytes(StandardCharsets.UTF_8),
            {(byte) 0xff},
            {(byte) 0xc3},
            {(byte) 0xe2, (byte) 0x82},
            {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
            {(byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf8, (byte) 0x88}
        };
        for (int round = 0; round < 2_000; round++) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 8; i++) {
                all.writeBytes(pieces[chance.nextInt(pieces.length)]);
            }
            byte[] bytes = all.toByteArray();
            assertThat(mended(bytes, chance)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static String mended(byte[] bytes, Random chance) {
        Utf8Mender mender = new Utf8Mender();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, chance.nextInt(4));
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
            byte[] whole = mender.mend(part, length);
            assertThat(new String(whole, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(whole);
            out.writeBytes(whole);
            at += length;
        }
        out.writeBytes(mender.rest());
        return out.toString(StandardCharsets.UTF_8);
    }
}
