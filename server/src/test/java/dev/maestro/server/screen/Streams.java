package dev.maestro.server.screen;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes output at random: text of all kinds between sequences, most of them known ones with likely numbers. */
final class Streams {
    private static final String[] TEXTS = {
        "a", "hello", "The quick brown fox jumps over it. ", "日本", "漢字かな交じり", "e\u0301", "a\u0300\u0301", "한글", "🙂",
                "👩‍💻",
        "❤️", "│─┌", "ü", "x y  z", "z\u200b", "\u0301", "🇩🇪", "→", "lqqqk", "#"
    };

    /** Sequences where % is a small number and & a row or column; none whose effect in xterm.js we leave out on purpose. */
    private static final String[] SEQUENCES = {
        "\r\n",
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        "\b",
        "\t",
        "\u001b[&;&H",
        "\u001b[&;&H",
        "\u001b[&H",
        "\u001b[%A",
        "\u001b[%B",
        "\u001b[%C",
        "\u001b[%D",
        "\u001b[%E",
        "\u001b[%F",
        "\u001b[&G",
        "\u001b[&d",
        "\u001b[&`",
        "\u001b[%a",
        "\u001b[%e",
        "\u001b[J",
        "\u001b[G\u001b[1J",
        "\u001b[2J",
        "\u001b[K",
        "\u001b[1K",
        "\u001b[2K",
        "\u001b[%L",
        "\u001b[%M",
        "\u001b[%P",
        "\u001b[%@",
        "\u001b[%X",
        "\u001b[%S",
        "\u001b[%T",
        "\u001b[%b",
        "\u001b[%I",
        "\u001b[%Z",
        "\u001bH",
        "\u001b[g",
        "\u001b[3g",
        "\u001b[&;&r",
        "\u001b[r",
        "\u001bD",
        "\u001bE",
        "\u001bM",
        "\u001b7",
        "\u001b8",
        "\u001b[s",
        "\u001b[u",
        "\u001b[m",
        "\u001b[0m",
        "\u001b[1m",
        "\u001b[2;3m",
        "\u001b[4m",
        "\u001b[4:3m",
        "\u001b[21m",
        "\u001b[24m",
        "\u001b[58;5;%m",
        "\u001b[58:2::1:2:%m",
        "\u001b[7m",
        "\u001b[27m",
        "\u001b[31m",
        "\u001b[4%m",
        "\u001b[9%m",
        "\u001b[10%m",
        "\u001b[38;5;&m",
        "\u001b[48;5;&m",
        "\u001b[38;2;1;%;3m",
        "\u001b[48:2::9:%:3m",
        "\u001b[39m",
        "\u001b[49m",
        "\u001b[5;8;9;53m",
        "\u001b[25;28;29;55m",
        "\u001b[22m",
        "\u001b[23m",
        "\u001b[4h",
        "\u001b[4l",
        "\u001b[?7l",
        "\u001b[?7h",
        "\u001b[?6h",
        "\u001b[?6l",
        "\u001b[?45h",
        "\u001b[?45l",
        "\u001b[?1h",
        "\u001b[?1l",
        "\u001b[?25l",
        "\u001b[?25h",
        "\u001b[?1000h",
        "\u001b[?1002;1006h",
        "\u001b[?1003h",
        "\u001b[?1003l",
        "\u001b[?1016h",
        "\u001b[?1006l",
        "\u001b[?2004h",
        "\u001b[?2004l",
        "\u001b[?1004h",
        "\u001b[?2026h",
        "\u001b[?2026l",
        "\u001b=",
        "\u001b>",
        "\u001b[20h",
        "\u001b[20l",
        "\u001b[?1049h\u001b7",
        "\u001b[?1049l",
        "\u001b[?1047h\u001b7",
        "\u001b[?1047l",
        "\u001b(0",
        "\u001b(B",
        "\u001b)0",
        "\u001b(A",
        "\u000e",
        "\u000f",
        "\u001b]2;title %\u0007",
        "\u001b]0;other\u001b\\",
        "\u001b]52;c;aGk=\u0007",
        "\u001bP1$r0m\u001b\\",
        "\u001b_hidden\u001b\\",
        "\u001b[%'}",
        "\u001b[%'~",
        "\u001b[% @",
        "\u001b[% A",
        "\u001b[1\"q",
        "\u001b[0\"q",
        "\u001b[?K",
        "\u001b[?2J",
        "\u001b[3J",
        "\u001b#8",
        "\u001b[!p",
        "\u001b[5n",
        "\u001b[c",
        "\u001b[>0;1m",
        "\u001b[?%h",
        "\u0084",
        "\u0085",
        "\u009b%C",
        "\u001b[3\u0018A",
        "\u001b[2\nB",
        "\u001b[99999999999A",
        "\u001b]4;1;#123456\u0007",
        "\u001b]11;rgb:a/b/c\u001b\\",
        "\u001b]104\u0007",
        "\u001b[3 q",
        "\u001b[?12h",
        "\u001bc"
    };

    private final Random random;

    Streams(long seed) {
        random = new Random(seed);
    }

    /** Returns {@code pieces} texts and sequences. */
    String text(int pieces) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            out.append(random.nextInt(100) < 45 ? TEXTS[random.nextInt(TEXTS.length)] : sequence());
        }
        return out.toString();
    }

    private String sequence() {
        String sequence = SEQUENCES[random.nextInt(SEQUENCES.length)];
        if (sequence.equals("\u001bc") && random.nextInt(10) > 0) {
            sequence = "\r\n";
        }
        StringBuilder out = new StringBuilder();
        for (char c : sequence.toCharArray()) {
            if (c == '%') {
                out.append(random.nextInt(8));
            } else if (c == '&') {
                out.append(1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 12));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    int number(int from, int to) {
        return from + random.nextInt(to - from);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
