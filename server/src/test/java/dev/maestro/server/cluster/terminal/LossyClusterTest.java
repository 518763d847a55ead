package dev.maestro.server.cluster.terminal;

import static dev.maestro.server.cluster.terminal.Nodes.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever gets lost between nodes, and whoever moves: what a viewer has been shown is what the owner wrote. */
@Timeout(480)
class LossyClusterTest {
    @TempDir
    Path folder;

    /** A terminal and what is known of it. */
    private static final class Shown {
        final String session;
        final StringBuilder written = new StringBuilder();
        final List<Page> pages = new ArrayList<>();
        int at;
        Pty pty;

        Shown(String session, int at, Pty pty) {
            this.session = session;
            this.at = at;
            this.pty = pty;
        }
    }

    private Nodes nodes(double lossy) {
        return new Nodes(
                EmbeddedBackend.open(
                        new EmbeddedConfig(folder, Duration.ofHours(1), 1_000_000, 1_000, Duration.ofMinutes(2)),
                        Clock.systemUTC()),
                3,
                lossy,
                Nodes.Times.REAL);
    }

    @ParameterizedTest(name = "{0} of all messages are lost")
    @ValueSource(doubles = {0.02, 0.2})
    void whatGetsLostNeverMakesAWrongStream(double lossy) {
        try (Nodes nodes = nodes(lossy)) {
            Pty pty = new Pty("owner", "user:ann");
            nodes.node(0).registers(pty, "s");
            List<Page> pages = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pages.add(nodes.watching(nodes.node(1 + i % 2), "v" + i, "s"));
            }
            nodes.all.forEach(node -> node.ports.loses(true));
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String piece = "line " + i + " é€😀\r\n";
                all.append(piece);
                nodes.node(0).writes(pty, "s", piece);
                if (i % 60 == 0) {
                    String so = all.toString();
                    until(() -> pages.stream().allMatch(page -> page.text().equals(so)));
                }
            }
            String everything = all.toString();
            until(() -> pages.stream().allMatch(page -> page.text().equals(everything)));
            assertThat(pages).allSatisfy(page -> {
                assertThat(page.fault).isEmpty();
                assertThat(page.resyncs).isZero();
            });
            nodes.node(0).terminals.exit(pty, new PtyExit("p-s", 0));
            until(() -> pages.stream().allMatch(page -> page.isTold("terminal:exit")));
            assertThat(pages).allSatisfy(page -> assertThat(page.told).hasSize(1));
        }
    }

    @Test
    void aHundredTerminalsAndTwoHundredViewersInTheEndShowWhatWasWritten() {
        Random random = new Random(1_234);
        try (Nodes nodes = nodes(0.01)) {
            List<Shown> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Shown shown = new Shown("s" + i, random.nextInt(3), new Pty("o" + i, "user:u" + i % 7));
                nodes.node(shown.at).registers(shown.pty, shown.session);
                all.add(shown);
            }
            for (int i = 0; i < 200; i++) {
                Shown shown = all.get(i % 100);
                shown.pages.add(nodes.watching(nodes.node(random.nextInt(3)), "v" + i, shown.session));
            }
            nodes.all.forEach(node -> node.ports.loses(true));
            AtomicInteger names = new AtomicInteger();
            for (int step = 0; step < 6_000; step++) {
                Shown shown = all.get(random.nextInt(all.size()));
                int what = random.nextInt(100);
                if (what < 90) {
                    writes(nodes, shown, random);
                } else if (what < 93) {
                    moves(nodes, shown, random, names);
                } else if (what < 96) {
                    shown.pages.forEach(page -> page.takes(random.nextInt(3)));
                } else {
                    shown.pages.forEach(page -> page.takes(Long.MAX_VALUE));
                }
            }
            for (Shown shown : all) {
                shown.pages.forEach(page -> page.takes(Long.MAX_VALUE));
            }
            for (Shown shown : all) {
                String written = shown.written.toString();
                for (Page page : shown.pages) {
                    until(() -> page.position == written.getBytes(UTF_8).length);
                    assertThat(page.fault).as(shown.session).isEmpty();
                    assertThat(written.endsWith(page.text())).as(shown.session).isTrue();
                    assertThat(page.isTold("terminal:exit")).isFalse();
                }
            }
        }
    }

    private static void writes(Nodes nodes, Shown shown, Random random) {
        String piece = random.nextInt(1_000_000) + " é€😀 ".repeat(random.nextInt(200)) + "\r\n";
        try {
            nodes.node(shown.at)
                    .terminals
                    .output(shown.pty, new PtyOutput("p-" + shown.session, piece, null), true, position -> {});
            shown.written.append(piece);
        } catch (HubException e) {
            assertThat(e.getMessage()).contains("wait for their acks");
        }
    }

    /** Its owner comes to another node; what is lost on the way has it try again. */
    private static void moves(Nodes nodes, Shown shown, Random random, AtomicInteger names) {
        int to = random.nextInt(3);
        Pty next = new Pty("m" + names.incrementAndGet(), shown.pty.principal());
        until(() -> {
            try {
                String history = shown.written.toString();
                nodes.node(to).registers(next, shown.session, true, (long) history.getBytes(UTF_8).length, history);
                return true;
            } catch (HubException e) {
                return false;
            }
        });
        shown.at = to;
        shown.pty = next;
    }
}
