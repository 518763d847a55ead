package dev.maestro.server.agent.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.agent.output.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class CommandPtyTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private CommandPty start(String script) {
        return start(script, (bytes, length) -> {
            synchronized (written) {
                written.write(bytes, 0, length);
            }
        });
    }

    private static CommandPty start(String script, CommandPty.Output output) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("TERM", "xterm-256color");
        environment.put("MAESTRO_SESSION_ID", "sess_7");
        return CommandPty.start(List.of("bash", "-c", script), environment, new TerminalSize(101, 31), output);
    }

    private static int code(CommandPty pty) throws Exception {
        return pty.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private String text() {
        synchronized (written) {
            return written.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private void await(String part) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!text().contains(part)) {
            assertThat(System.nanoTime()).as("time for %s in %s", part, text()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"exit 0|0", "exit 3|3", "exit 255|255", "kill -9 $$|137", "kill -TERM $$|143"})
    void theExitCodeIsTheCommands(String script, int code) throws Exception {
        assertThat(code(start(script))).isEqualTo(code);
    }

    @Test
    void theCommandHasATerminalOfTheSizeAndTheEnvironment() throws Exception {
        // The size comes a moment after the start.
        assertThat(code(start("while [ \"$(stty size)\" = '0 0' ]; do :; done; stty size;"
                        + " echo $TERM $MAESTRO_SESSION_ID; test -t 0 && test -t 1 && pwd")))
                .isZero();
        assertThat(text()).isEqualTo("31 101\r\nxterm-256color sess_7\r\n" + System.getProperty("user.dir") + "\r\n");
    }

    @Test
    void anotherSizeIsToldToTheCommand() throws Exception {
        CommandPty pty = start("trap 'stty size; exit 5' WINCH; echo ready; while :; do read -t 0.05; done");
        await("ready");
        pty.resize(new TerminalSize(200, 50));
        assertThat(code(pty)).isEqualTo(5);
        assertThat(text()).contains("50 200");
    }

    @Test
    void bytesComeAsTheyAreAndAllOfThem() throws Exception {
        assertThat(code(start("stty raw; printf 'a\\377\\303\\n'; head -c 3000000 /dev/zero | tr '\\0' x")))
                .isZero();
        assertThat(text()).startsWith("a\u00ff\u00c3\n").hasSize(3_000_004);
    }

    @Test
    void whatIsTypedArrivesInOrder() throws Exception {
        CommandPty pty = start("stty -echo; echo ready; read a; read b; echo \"<$b$a>\"");
        await("ready");
        assertThat(pty.type("one\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(pty.type("two\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(code(pty)).isZero();
        assertThat(text()).contains("<twoone>");
    }

    @Test
    void theLastWordsOfManyThatEndAtOnceAreHeard() throws Exception {
        List<ByteArrayOutputStream> heard = new ArrayList<>();
        List<CommandPty> ptys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ByteArrayOutputStream words = new ByteArrayOutputStream();
            heard.add(words);
            ptys.add(start("sleep 0.5; echo last words of " + i, (bytes, length) -> words.write(bytes, 0, length)));
        }
        for (int i = 0; i < ptys.size(); i++) {
            assertThat(code(ptys.get(i))).isZero();
            assertThat(heard.get(i).toString(StandardCharsets.US_ASCII)).isEqualTo("last words of " + i + "\r\n");
        }
    }

    @Test
    void aCommandThatReadsNothingHoldsUpNobody() throws Exception {
        CommandPty pty = start("stty raw -echo; echo ready; exec sleep 600");
        await("ready");
        byte[] block = new byte[1 << 18];
        int taken = 0;
        while (taken < 20 && pty.type(block)) {
            taken++;
        }
        assertThat(taken).isBetween(4, 5);
        pty.kill();
        assertThat(code(pty)).isEqualTo(137);
    }

    @Test
    void aCommandIsHeldWhileItsOutputIsNotTaken() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CommandPty pty = start("stty raw; head -c 1000000 /dev/zero | tr '\\0' x; exit 6", (bytes, length) -> {
            assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
            synchronized (written) {
                written.write(bytes, 0, length);
            }
        });
        assertThat(pty.ended().toCompletableFuture()).isNotDone();
        taken.countDown();
        assertThat(code(pty)).isEqualTo(6);
        assertThat(written.size()).isEqualTo(1_000_000);
    }

    @Test
    void hangingUpEndsTheCommand() throws Exception {
        CommandPty pty = start("echo ready; sleep 600");
        await("ready");
        pty.hangUp();
        assertThat(code(pty)).isEqualTo(129);
    }

    @Test
    void aCommandThatIgnoresItIsKilled() throws Exception {
        CommandPty pty = start("trap '' HUP TERM; echo ready; while :; do read -t 0.05; done");
        await("ready");
        pty.hangUp();
        assertThat(pty.ended().toCompletableFuture()).isNotDone();
        pty.kill();
        assertThat(code(pty)).isEqualTo(137);
    }

    @Test
    void aJobThatHoldsTheTerminalOpenIsNotWaitedFor() throws Exception {
        assertThat(code(start("trap '' HUP; sleep 600 & echo $!; exit 5"))).isEqualTo(5);
        ProcessHandle.of(Long.parseLong(text().strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatIsNoProgramIsRefusedInASentence() {
        assertThatThrownBy(() -> CommandPty.start(
                        List.of("no-such-program"), System.getenv(), TerminalSize.USUAL, (bytes, length) -> {}))
                .isInstanceOf(CannotRunException.class)
                .hasMessage("There is no program \"no-such-program\".");
    }
}
