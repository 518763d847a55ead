package dev.maestro.server.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes hostile input out of valid input: the same for the same seed, on every machine. */
final class Mutations {
    private static final List<String> FRAGMENTS = List.of(
            "\"",
            "\\",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "-",
            "/",
            "0",
            "1",
            "9",
            "99999999999999999999",
            "null",
            "1e999",
            "{\"_placeholder\":true,\"num\":0}",
            "\"num\":",
            "\\ud800",
            "\u001e",
            "\u0000",
            "b",
            "=",
            "€",
            "😀",
            "4",
            "5");

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** Returns one of these, changed in up to eight places. */
    byte[] mutant(List<String> seeds) {
        byte[] bytes = pick(seeds).getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(8); changes >= 0; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    /** Returns up to {@code most} bytes of any value. */
    byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns a number from 0 to one less than {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    private byte[] change(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(4));
        byte[] head = Arrays.copyOf(bytes, from);
        byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> joined(head, tail);
            case 1 -> joined(head, pick(FRAGMENTS).getBytes(StandardCharsets.UTF_8), tail);
            case 2 -> joined(head, noise(3), tail);
            case 3 -> joined(bytes, tail);
            default -> head;
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
