package dev.maestro.server.cluster.terminal;

import static dev.maestro.server.cluster.terminal.Nodes.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.terminal.Registration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals whose owners and viewers are on different nodes: docs/protocol/terminal.md, "Many nodes". */
@Timeout(300)
class ClusterTerminalsTest {
    @TempDir
    Path folder;

    private Nodes nodes;
    private Nodes.Node a;
    private Nodes.Node b;
    private Nodes.Node c;
    private final Pty pty = new Pty("owner", "user:ann");

    @BeforeEach
    void start() {
        start(Nodes.Times.USUAL);
    }

    private void start(Nodes.Times times) {
        nodes = new Nodes(folder, 3, times);
        a = nodes.node(0);
        b = nodes.node(1);
        c = nodes.node(2);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void startAnew(Nodes.Times times) {
        nodes.close();
        start(times);
    }

    private static ErrorCode refusal(CompletionStage<?> done) {
        try {
            Object ignored = done.toCompletableFuture().join();
            throw new AssertionError("was done: " + ignored);
        } catch (CompletionException e) {
            return e.getCause() instanceof HubException refusal ? refusal.code() : ErrorCode.INTERNAL;
        }
    }

    private static void is(Page page, String text) {
        until(() -> page.text().equals(text));
        assertThat(page.fault).isEmpty();
    }

    @Test
    void aTerminalIsListedAndShownAtEveryNode() {
        a.registers(pty, "s");
        a.writes(pty, "s", "hello ");
        Page page = nodes.watching(b, "v", "s");
        a.writes(pty, "s", "world");
        is(page, "hello world");
        until(() -> c.terminals.list("project"::equals).size() == 1);
        assertThat(c.terminals.count()).isOne();
        assertThat(page.watched.get(0).connected()).isTrue();
        a.terminals.exit(pty, new PtyExit("p-s", 3));
        until(() -> page.isTold("terminal:exit"));
        assertThat(page.told).containsExactly("terminal:exit {\"sessionId\":\"s\",\"exitCode\":3}");
        until(() -> c.terminals.find("s").isEmpty() && b.terminals.find("s").isEmpty());
    }

    @Test
    void whoeverJoinsFromAnotherNodeUnderOutputHasEveryByteFromThereOn() throws Exception {
        a.registers(pty, "s");
        StringBuilder all = new StringBuilder();
        List<Page> pages = new ArrayList<>();
        ExecutorService joiners = Executors.newFixedThreadPool(2);
        Semaphore window = new Semaphore(4);
        until(() -> b.terminals.find("s").isPresent() && c.terminals.find("s").isPresent());
        for (int i = 0; i < 400; i++) {
            String piece = i + " é€😀 ".repeat(i % 17) + "\r\n";
            all.append(piece);
            assertThat(window.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            a.terminals.output(pty, new PtyOutput("p-s", piece, null), true, position -> window.release());
            if (i % 20 == 0) {
                Page page = nodes.page("v" + i);
                pages.add(page);
                Nodes.Node at = i % 40 == 0 ? b : c;
                Future<?> joining = joiners.submit(() -> at.watches(page, "s", null, true));
                assertThat(joining.isCancelled()).isFalse();
            }
        }
        for (Page page : pages) {
            until(() -> all.toString().endsWith(page.text()) && !page.text().isEmpty());
            assertThat(page.fault).isEmpty();
            assertThat(page.resyncs).isZero();
        }
        joiners.shutdownNow();
    }

    @Test
    void aSlowViewerOfAnotherNodeIsGivenTheScreenAndSlowsNobody() {
        a.registers(pty, "s");
        Page quick = nodes.watching(c, "quick", "s");
        Page slow = nodes.watching(b, "slow", "s");
        slow.takes(0);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            String piece = ("line " + i + " ").repeat(1_000) + "\r\n";
            all.append(piece);
            a.writes(pty, "s", piece);
            String so = all.toString();
            until(() -> quick.text().equals(so));
        }
        slow.takes(Long.MAX_VALUE);
        until(() -> slow.position == quick.position);
        assertThat(slow.resyncs).isPositive();
        assertThat(slow.fault).isEmpty();
        assertThat(quick.resyncs).isZero();
    }

    @Test
    void aLosslessViewerOfAnotherNodeHoldsTheOwnerBack() throws Exception {
        a.registers(pty, "s");
        Page page = nodes.page("v");
        until(() -> b.terminals.find("s").isPresent());
        b.watches(page, "s", null, true);
        until(() -> !page.watched.isEmpty());
        page.takes(0);
        Semaphore acks = new Semaphore(0);
        int sent = 0;
        String piece = "x".repeat(16 * 1_024);
        while (sent < 200) {
            a.terminals.output(pty, new PtyOutput("p-s", piece, null), true, position -> acks.release());
            sent++;
            // What the window has room for is acked, however long that takes.
            boolean roomFor = sent * piece.length() < RemoteViewer.WINDOW_BYTES;
            if (!acks.tryAcquire(roomFor ? 60_000 : 300, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        // The window between the nodes, and half the ring.
        assertThat(sent).isBetween(2, 40);
        page.takes(Long.MAX_VALUE);
        assertThat(acks.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        long all = (long) sent * piece.length();
        until(() -> page.position == all);
        assertThat(page.resyncs).isZero();
        assertThat(page.fault).isEmpty();
    }

    @Test
    void inputReachesTheOwnerInOrderFromEveryNode() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            done.add(b.types(page, "s", i + ";").toCompletableFuture());
        }
        done.forEach(CompletableFuture::join);
        StringBuilder expected = new StringBuilder();
        StringBuilder typed = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            expected.append(i).append(';');
        }
        pty.told.forEach(said -> typed.append(said.substring("input p-s ".length())));
        assertThat(typed.toString()).isEqualTo(expected.toString());
    }

    @Test
    void theControllerIsWhoTypedLastOnWhicheverNode() {
        a.registers(pty, "s");
        Page here = nodes.watching(a, "here", "s");
        Page there = nodes.watching(b, "there", "s");
        Page third = nodes.watching(c, "third", "s");
        b.types(there, "s", "x").toCompletableFuture().join();
        assertThat(refusal(c.sizes(third, "s", 100, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThatThrownBy(() -> a.sizes(here, "s", 100, 30)).isInstanceOf(HubException.class);
        b.sizes(there, "s", 100, 30).toCompletableFuture().join();
        until(() -> third.isTold("terminal:resized") && here.isTold("terminal:resized"));
        assertThat(pty.told).contains("resize p-s 100x30");
        c.types(third, "s", "y").toCompletableFuture().join();
        c.sizes(third, "s", 90, 20).toCompletableFuture().join();
        assertThat(refusal(b.sizes(there, "s", 70, 20))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void whoTypesIsToldOnEveryNode() {
        a.registers(pty, "s");
        Page here = nodes.watching(a, "here", "s");
        Page there = nodes.watching(b, "there", "s");
        b.types(there, "s", "x").toCompletableFuture().join();
        String others = "terminal:controller {\"sessionId\":\"s\",\"controller\":\"user of there\",\"mine\":false}";
        String own = "terminal:controller {\"sessionId\":\"s\",\"controller\":\"user of there\",\"mine\":true}";
        until(() -> here.told.contains(others) && there.told.contains(own));
        b.types(there, "s", "y").toCompletableFuture().join();
        Page late = nodes.watching(c, "late", "s");
        assertThat(late.watched.get(0).controller()).isEqualTo("user of there");
        assertThat(late.watched.get(0).mine()).isFalse();
        there.leavesRoom("s");
        b.terminals.viewerGone("there");
        String nobody = "terminal:controller {\"sessionId\":\"s\",\"controller\":null,\"mine\":false}";
        until(() -> here.told.contains(nobody) && late.told.contains(nobody));
        assertThat(here.told).containsExactly(others, nobody);
        assertThat(there.told).containsExactly(own);
    }

    @Test
    void whoMayNotWriteOrDoesNotWatchIsRefusedAsAtItsOwnersNode() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        page.mayWrite = false;
        assertThatThrownBy(() -> b.types(page, "s", "x")).hasMessageContaining("may not write");
        Page other = nodes.page("other");
        assertThatThrownBy(() -> b.types(other, "s", "x")).hasMessageContaining("do not watch");
        assertThatThrownBy(() -> b.types(other, "none", "x")).hasMessageContaining("not found");
        assertThatThrownBy(() -> b.terminals.ack("v", new TerminalAck("s", 1))).hasMessageContaining("not sent");
    }

    @Test
    void aViewerThatLeavesItsRoomIsShownNothingMore() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        page.leavesRoom("s");
        a.writes(pty, "s", "secret");
        until(() -> a.terminals.find("s").orElseThrow().viewers() == 0);
        assertThat(page.text()).isEmpty();
    }

    @Test
    void whoIsConnectedLosesItsTerminalToNobodyButItself() {
        a.registers(pty, "s");
        Pty other = new Pty("other", "user:bob");
        assertThatThrownBy(() -> b.registers(other, "s", true, null, null)).hasMessageContaining("somebody else");
        Pty again = new Pty("again", "user:ann");
        assertThatThrownBy(() -> b.registers(again, "s")).hasMessageContaining("connected");
        a.writes(pty, "s", "still here");
        is(nodes.watching(c, "v", "s"), "still here");
    }

    @Test
    void aStreamWhoseBeginningCouldNotBeSentBeginsAgain() {
        a.registers(pty, "s");
        a.writes(pty, "s", "hello ");
        until(() -> b.terminals.find("s").isPresent());
        AtomicInteger refused = new AtomicInteger();
        a.ports.refuses(
                message -> new String(message, ISO_8859_1).contains(Wire.FRAME) && refused.getAndIncrement() == 0);
        Page page = nodes.page("v");
        b.watches(page, "s", null, false);
        until(() -> refused.get() > 0);
        a.writes(pty, "s", "world");
        is(page, "hello world");
        assertThat(page.watched).hasSize(1);
        assertThat(page.resyncs).isZero();
    }

    @Test
    void keysAreNotTypedLongAfter() {
        startAnew(Nodes.Times.REAL);
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        a.ports.refuses(message -> new String(message, ISO_8859_1).contains(Wire.FRAME));
        page.takes(Long.MAX_VALUE);
        b.ports.mend();
        assertThat(refusal(b.types(page, "s", "rm "))).isEqualTo(ErrorCode.UNAVAILABLE);
        a.ports.refuses(null);
        until(() -> {
            CompletableFuture<?> done = b.types(page, "s", "ls").toCompletableFuture();
            done.exceptionally(failure -> null).join();
            return !done.isCompletedExceptionally();
        });
        assertThat(pty.told).contains("input p-s ls").doesNotContain("input p-s rm ");
    }

    @Test
    void aWatchThatIsReplacedIsAnswered() {
        a.registers(pty, "s");
        until(() -> b.terminals.find("s").isPresent());
        a.ports.refuses(message -> new String(message, ISO_8859_1).contains(Wire.FRAME));
        Page page = nodes.page("v");
        b.watches(page, "s", null, false);
        b.watches(page, "s", null, false);
        until(() -> page.refused.size() == 1);
        assertThat(page.refused.get(0).code()).isEqualTo(ErrorCode.CONFLICT);
        a.ports.refuses(null);
        until(() -> page.watched.size() == 1);
    }

    @Test
    void positionsOfAnOwnerThatCountsAnewAreNotTakenForThoseBefore() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one two");
        Page page = nodes.watching(b, "v", "s");
        a.dies();
        until(() -> page.isTold("terminal:owner"));
        Pty again = new Pty("again", "user:ann");
        // As many bytes as were shown, so that only their count tells them apart.
        c.registers(again, "s");
        c.writes(again, "s", "another");
        c.writes(again, "s", " one");
        is(page, "another one");
        assertThat(page.resyncs).isPositive();
    }

    @Test
    void whoWaitsIsShownATerminalOnceHoweverOftenItLooks() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        a.dies();
        until(() -> page.isTold("terminal:owner"));
        Pty again = new Pty("again", "user:ann");
        c.registers(again, "s", false, 0L, "");
        for (int i = 0; i < 200; i++) {
            c.writes(again, "s", i + ";");
        }
        until(() -> page.text().endsWith(";199;"));
        assertThat(page.fault).isEmpty();
        assertThat(page.resyncs).isZero();
    }

    @Test
    void aTerminalTakenOverAtAnotherNodeGoesOnForAllViewers() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page here = nodes.watching(a, "here", "s");
        Page there = nodes.watching(b, "there", "s");
        Page third = nodes.watching(c, "third", "s");
        Pty again = new Pty("again", "user:ann");
        Registration registered = b.registers(again, "s", true, null, null);
        assertThat(registered.resumed()).isTrue();
        assertThat(registered.position()).isEqualTo(4);
        b.writes(again, "s", "two");
        for (Page page : List.of(here, there, third)) {
            is(page, "one two");
            assertThat(page.resyncs).isZero();
            assertThat(page.told).isEmpty();
        }
        assertThatThrownBy(() -> a.writes(pty, "s", "x")).hasMessageContaining("no terminal");
        a.types(here, "s", "k").toCompletableFuture().join();
        assertThat(again.told).contains("input p-s k");
        is(nodes.watching(a, "late", "s"), "one two");
    }

    @Test
    void anOwnerThatComesBackAtAnotherNodeHasItsRingAndItsViewers() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page there = nodes.watching(b, "there", "s");
        Page here = nodes.watching(a, "here", "s");
        pty.connected = false;
        a.terminals.ownerGone(pty);
        until(() -> there.isTold("terminal:owner") && here.isTold("terminal:owner"));
        assertThat(refusal(b.types(there, "s", "k"))).isEqualTo(ErrorCode.UNAVAILABLE);
        Pty again = new Pty("again", "user:ann");
        assertThat(c.registers(again, "s", false, 0L, "").position()).isEqualTo(4);
        c.writes(again, "s", "two");
        for (Page page : List.of(there, here)) {
            is(page, "one two");
            assertThat(page.resyncs).isZero();
            assertThat(page.told)
                    .containsExactly(
                            "terminal:owner {\"sessionId\":\"s\",\"connected\":false}",
                            "terminal:owner {\"sessionId\":\"s\",\"connected\":true}");
        }
    }

    @Test
    void aNodeThatHasNoRoomLeavesATerminalWhereItIs() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page there = nodes.watching(b, "there", "s");
        Pty again = new Pty("again", "user:ann");
        b.terminals.register(again, new RegisterTerminal("p-s", "other", 80, 24, false, null, null), "project");
        assertThatThrownBy(() -> b.registers(again, "s", true, null, null)).hasMessageContaining("session other");
        a.writes(pty, "s", "two");
        is(there, "one two");
        assertThat(there.told).isEmpty();
    }

    @Test
    void aSocketThatWasRecoveredAtAnotherNodeNeedNotTakeItsTerminalOver() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page there = nodes.watching(b, "there", "s");
        Pty same = new Pty("owner", "user:ann");
        assertThat(c.registers(same, "s").position()).isEqualTo(4);
        c.writes(same, "s", "two");
        is(there, "one two");
        assertThatThrownBy(() -> a.writes(pty, "s", "x")).hasMessageContaining("no terminal");
    }

    @Test
    void whatTheStoreHasLostIsPutBack() {
        a.registers(pty, "s");
        Lease lease = a.cluster.node().lease().orElseThrow();
        until(() -> b.terminals.find("s").isPresent());
        Registry registry = a.ports.backend().registry();
        registry.remove(lease, Holdings.SPACE, "s");
        registry.remove(lease, "nodes", a.cluster.node().id());
        until(() -> registry.find(Holdings.SPACE, "s").isPresent()
                && registry.find("nodes", a.cluster.node().id()).isPresent());
        assertThat(registry.find(Holdings.SPACE, "s").orElseThrow().holder()).isEqualTo(lease);
        a.writes(pty, "s", "one");
        is(nodes.watching(b, "late", "s"), "one");
    }

    @Test
    void anotherPtyAtAnotherNodeReplacesTheTerminal() {
        a.registers(pty, "s");
        Page there = nodes.watching(b, "there", "s");
        Pty again = new Pty("again", "user:ann");
        b.terminals.register(again, new RegisterTerminal("q", "s", 80, 24, true, null, null), "project");
        until(() -> there.isTold("terminal:exit"));
        assertThat(there.told)
                .containsExactly("terminal:exit {\"sessionId\":\"s\",\"exitCode\":null,\"reason\":\"replaced\"}");
    }

    @Test
    void ofTwoOwnersAtTwoNodesOneWins() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 20; i++) {
            String session = "s" + i;
            Pty ann = new Pty("ann" + i, "user:ann");
            Pty bob = new Pty("bob" + i, "user:bob");
            Future<Boolean> first = both.submit(() -> wins(a, ann, session));
            Future<Boolean> second = both.submit(() -> wins(b, bob, session));
            assertThat(first.get()).isNotEqualTo(second.get());
            Pty winner = first.get() ? ann : bob;
            Nodes.Node at = first.get() ? a : b;
            at.writes(winner, session, "mine");
        }
        both.shutdownNow();
    }

    private static boolean wins(Nodes.Node node, Pty pty, String session) {
        try {
            return node.registers(pty, session).position() == 0;
        } catch (HubException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            return false;
        }
    }

    @Test
    void aSessionThatIsDeletedEndsWhereverItsTerminalIs() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        for (Nodes.Node node : nodes.all) {
            node.terminals.end("s", "session_deleted");
        }
        until(() -> page.isTold("terminal:exit"));
        assertThat(page.told.get(0)).contains("session_deleted");
    }

    @Test
    void viewersOfANodeThatDiesWaitForItsOwnerAndGoOn() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page page = nodes.watching(b, "v", "s");
        a.dies();
        until(() -> page.isTold("terminal:owner"));
        assertThat(b.terminals.find("s").orElseThrow().connected()).isFalse();
        assertThatThrownBy(() -> b.terminals.reply("s", "x")).hasMessageContaining("not connected");
        Pty again = new Pty("again", "user:ann");
        Registration registered = c.registers(again, "s", false, 4L, "one ");
        assertThat(registered.position()).isEqualTo(4);
        c.writes(again, "s", "two");
        is(page, "one two");
        assertThat(page.resyncs).isZero();
    }

    @Test
    void whenTheOwnerOfADeadNodeDoesNotComeBackItsViewersAreTold() {
        startAnew(Nodes.Times.IMPATIENT);
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        a.dies();
        until(() -> page.isTold("terminal:exit"));
        assertThat(page.told)
                .containsExactly(
                        "terminal:owner {\"sessionId\":\"s\",\"connected\":false}",
                        "terminal:exit {\"sessionId\":\"s\",\"exitCode\":null,\"reason\":\"owner_disconnected\"}");
        until(() -> b.terminals.find("s").isEmpty());
    }

    @Test
    void viewersOfADeadNodeAreForgotten() {
        a.registers(pty, "s");
        Page page = nodes.watching(b, "v", "s");
        assertThat(page.refused).isEmpty();
        assertThat(a.terminals.find("s").orElseThrow().viewers()).isOne();
        b.dies();
        until(() -> a.terminals.find("s").orElseThrow().viewers() == 0);
    }

    @Test
    void aNodeThatWasCutOffGivesUpWhatAnotherHasTaken() {
        startAnew(Nodes.Times.LAPSING);
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Pty kept = new Pty("kept", "user:ann");
        a.registers(kept, "k");
        Page here = nodes.watching(a, "here", "s");
        a.ports.cut();
        until(() -> b.cluster.node().nodes().size() == 2);
        Pty again = new Pty("again", "user:ann");
        b.registers(again, "s", false, 4L, "one ");
        b.writes(again, "s", "two");
        assertThatThrownBy(() -> a.registers(new Pty("new", "user:ann"), "other"))
                .hasMessageContaining("try again");
        a.ports.mend();
        is(here, "one two");
        assertThat(here.isTold("terminal:exit")).isFalse();
        until(() -> a.local.find("s").isEmpty());
        until(() ->
                c.terminals.find("k").filter(terminal -> terminal.connected()).isPresent());
        a.writes(kept, "k", "kept");
        is(nodes.watching(c, "late", "k"), "kept");
    }

    @Test
    void aStoppingNodeTellsViewersOfOthersNothingButThatTheOwnerIsGone() {
        a.registers(pty, "s");
        a.writes(pty, "s", "one ");
        Page there = nodes.watching(b, "there", "s");
        Page here = nodes.watching(a, "here", "s");
        a.stops();
        until(() -> there.isTold("terminal:owner"));
        Pty again = new Pty("again", "user:ann");
        b.registers(again, "s", false, 4L, "one ");
        b.writes(again, "s", "two");
        is(there, "one two");
        assertThat(there.isTold("terminal:exit")).isFalse();
        assertThat(here.told).isEmpty();
    }

    @Test
    void theLastNodeTellsItsViewersThatItStops() {
        c.stops();
        b.stops();
        until(() -> a.cluster.node().nodes().size() == 1);
        a.registers(pty, "s");
        Page here = nodes.watching(a, "here", "s");
        a.stops();
        until(() -> !here.told.isEmpty());
        assertThat(here.told).containsExactly("terminal:exit {\"sessionId\":\"s\",\"reason\":\"server_shutdown\"}");
    }
}
