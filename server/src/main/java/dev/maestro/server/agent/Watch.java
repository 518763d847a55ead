package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.link.LinkConfig;
import dev.maestro.server.agent.link.LinkListener;
import dev.maestro.server.agent.link.LinkTimes;
import dev.maestro.server.agent.link.Refusal;
import dev.maestro.server.agent.output.TerminalSize;
import dev.maestro.server.agent.output.Utf8Mender;
import dev.maestro.server.agent.tty.OwnTerminal;
import dev.maestro.server.agent.tty.Told;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Shows a session's terminal on this one, or on whatever standard output is, and goes on where it was when the link broke.
 *
 * <p>Threads: confined to the link's loop, but where a method says otherwise.
 *
 * <p>Spec: docs/agent.md.
 */
public final class Watch implements LinkListener {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration GONE_AFTER = Duration.ofSeconds(40);
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final String BELL = "\u0007";
    private static final byte CONTROL_C = 3;
    private static final byte LEAVE = 0x1d;

    private final WatchOptions options;
    private final Optional<OwnTerminal> own;
    private final PrintWriter errors;
    private final Link link;
    private final ViewedScreen screen;
    private final Utf8Mender typed = new Utf8Mender();
    private final TypedKeys keys = new TypedKeys(System::nanoTime);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();

    private boolean watched;
    // Grows whenever a question that was to be repeated needs not be.
    private long asking;
    private boolean writable;
    private boolean heldUp;
    private long unknownSince;

    private Watch(WatchOptions options, Optional<OwnTerminal> own, PrintWriter errors) {
        this.options = options;
        this.own = own;
        this.errors = errors;
        this.link = Link.of(
                new LinkConfig(
                        options.hub(), "/terminal", () -> token(options.token().get()), false, LinkTimes.USUAL),
                this);
        this.screen = new ViewedScreen(link, options.session(), own.isPresent(), () -> ended.complete(ExitCodes.DONE));
    }

    private static ObjectNode token(String token) {
        return JsonNodeFactory.instance.objectNode().put("token", token);
    }

    /**
     * Shows the terminal until its command ends, or the person here leaves.
     *
     * @param errors told in a sentence how it ended
     * @return the command's exit code; 0 for whoever left; 1 if the hub or the terminal is not there
     */
    public static int run(WatchOptions options, PrintWriter errors) {
        try (OwnTerminal own = OwnTerminal.open().orElse(null)) {
            return new Watch(options, Optional.ofNullable(own), errors).run();
        }
    }

    private int run() {
        screen.start();
        link.start();
        Told.TERMINATE.then(() -> hurry(143));
        Told.HANG_UP.then(() -> hurry(129));
        if (own.isEmpty()) {
            Told.INTERRUPT.then(() -> hurry(130));
        }
        try {
            return ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandFailure failure) {
                screen.afterwards(failure.sentence());
                return failure.exitCode();
            }
            throw e;
        } finally {
            link.close()
                    .toCompletableFuture()
                    .completeOnTimeout(null, CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            screen.leave(hurry);
            own.ifPresent(OwnTerminal::close);
            if (own.isEmpty() && screen.holes() > 1) {
                errors.println("Output was skipped " + screen.holes() + " times.");
            }
            screen.lastWords().ifPresent(errors::println);
        }
    }

    /** Whoever wants it ended does not wait for who takes the output; from any thread. */
    private void hurry(int exitCode) {
        ended.complete(exitCode);
        hurry.complete(null);
    }

    @Override
    public void joined(boolean recovered) {
        unknownSince = 0;
        asking++;
        ask();
    }

    private void ask() {
        ObjectNode wish = JsonNodeFactory.instance.objectNode().put("sessionId", options.session());
        screen.position().ifPresent(position -> wish.put("since", position));
        if (options.lossless()) {
            wish.put("lossless", true);
        }
        link.ask("terminal:watch", wish, ANSWER_WITHIN).whenComplete((answer, fault) -> {
            if (answer != null && answer.path("success").asBoolean()) {
                shown(answer);
            } else if (answer != null) {
                notShown(Refusal.ofAck(answer));
            } else {
                // It took too long, or the link is gone and is joined anew.
                askAgain(Duration.ZERO);
            }
        });
    }

    private void askAgain(Duration least) {
        long after = Math.max(ASK_AGAIN.toMillis(), least.toMillis());
        long mine = ++asking;
        var unused = link.loop()
                .schedule(
                        () -> {
                            if (mine == asking && link.joined()) {
                                ask();
                            }
                        },
                        after,
                        TimeUnit.MILLISECONDS);
    }

    private void shown(JsonNode answer) {
        TerminalSize size = size(answer);
        writable = answer.path("writable").asBoolean();
        unknownSince = 0;
        if (!watched) {
            watched = true;
            greet(size);
            own.ifPresent(this::share);
        }
        screen.begin(answer);
        sayHole();
        sendSize();
    }

    private void greet(TerminalSize size) {
        if (own.isEmpty()) {
            return;
        }
        if (options.control() && !writable) {
            errors.println("You may not type into this terminal; it is shown only.");
        }
        TerminalSize here = own.get().size();
        if (here.cols() < size.cols() || here.rows() < size.rows()) {
            errors.println("The terminal is " + size + " and this window " + here + ": parts of it may look wrong.");
        }
        errors.println("Watching " + options.session() + "; leave with Ctrl-]" + (typing() ? "." : " or q."));
        errors.flush();
    }

    private boolean typing() {
        return options.control() && writable;
    }

    private void share(OwnTerminal terminal) {
        terminal.raw();
        Told.RESIZED.then(() -> link.loop().execute(this::sendSize));
        Keys.handOn(terminal.keys(), keys -> link.loop().execute(() -> type(keys)));
    }

    private void sendSize() {
        if (typing() && own.isPresent()) {
            TerminalSize size = own.get().size();
            // Who may set the size is the hub's to say, and it changes: a no is not worth a word.
            var unused = link.ask(
                    "terminal:resize", new TerminalResize(options.session(), size.cols(), size.rows()), ANSWER_WITHIN);
        }
    }

    private void type(byte[] keys) {
        int leave = leaving(keys);
        byte[] text = typed.mend(keys, leave < 0 ? keys.length : leave);
        if (typing() && text.length > 0) {
            link.ask(
                            "terminal:input",
                            new TerminalInput(options.session(), new String(text, StandardCharsets.UTF_8)),
                            ANSWER_WITHIN)
                    .whenComplete((answer, fault) -> {
                        if (answer == null || !answer.path("success").asBoolean()) {
                            screen.aside(BELL);
                        }
                    });
        }
        if (leave >= 0) {
            screen.afterwards("Left; the command goes on.");
            hurry(ExitCodes.DONE);
        }
    }

    private int leaving(byte[] typedNow) {
        keys.read();
        for (int i = 0; i < typedNow.length; i++) {
            // What the terminal answers to the watched program is no wish of the person's.
            boolean key = keys.isKey(typedNow[i]);
            if (key && (typedNow[i] == LEAVE || !typing() && (typedNow[i] == 'q' || typedNow[i] == CONTROL_C))) {
                return i;
            }
        }
        return -1;
    }

    /** Whoever reads a pipe cannot see that something is missing. */
    private void sayHole() {
        if (own.isEmpty() && screen.holes() > 0 && !heldUp) {
            heldUp = true;
            errors.println(
                    "Output was skipped here, as it was not taken fast enough; with --lossless, who may type slows"
                            + " the command instead.");
            errors.flush();
        }
    }

    /** A hub that was just started does not know the terminal before its owner is back, too. */
    private void notShown(Refusal refusal) {
        boolean unknown = refusal.code().equals("not_found");
        if (unknown && unknownSince == 0) {
            unknownSince = System.nanoTime() | 1;
        }
        boolean comes = watched && unknown && System.nanoTime() - unknownSince < GONE_AFTER.toNanos();
        if (comes || refusal.passes()) {
            askAgain(refusal.retryAfter());
        } else {
            fail(
                    watched
                            ? "The terminal is gone."
                            : refusal.code().equals("not_found")
                                    ? "There is no terminal of a session \"" + options.session()
                                            + "\" that you may see; without a session, those there are are listed."
                                    : "The hub refused: " + refusal.message() + ".");
        }
    }

    private void fail(String sentence) {
        ended.completeExceptionally(CommandFailure.ofHub(sentence));
    }

    @Override
    public void event(String name, List<JsonNode> args, Consumer<Object> answer) {
        JsonNode payload = args.isEmpty() ? JsonNodeFactory.instance.missingNode() : args.get(0);
        if (name.equals("auth:expiring")) {
            var unused = link.ask("auth:refresh", token(options.token().get()), ANSWER_WITHIN);
            return;
        }
        if (!payload.path("sessionId").asText().equals(options.session())) {
            return;
        }
        switch (name) {
            case "terminal:output" -> screen.output(payload);
            case "terminal:resync" -> {
                screen.resync(payload);
                sayHole();
            }
            case "terminal:owner" -> {
                if (payload.path("connected").asBoolean()) {
                    screen.noticeOver();
                } else {
                    screen.notice("the terminal's owner has no link to the hub");
                }
            }
            case "terminal:exit" -> exit(payload);
            default -> {}
        }
    }

    private void exit(JsonNode exit) {
        String reason = exit.path("reason").asText("");
        switch (reason) {
            case "server_shutdown" -> {}
            case "owner_disconnected" -> fail("The terminal's owner is gone, and nobody knows how the command ended.");
            case "replaced" -> fail("Another terminal took this one's place; watch again to see it.");
            case "session_deleted" -> fail("The session was deleted.");
            default -> {
                JsonNode code = exit.path("exitCode");
                screen.afterwards(
                        code.isInt() ? "The command ended with exit code " + code.asInt() + "." : "The command ended.");
                ended.complete(code.isInt() ? code.asInt() : ExitCodes.NO_HUB);
            }
        }
    }

    private static TerminalSize size(JsonNode payload) {
        return TerminalSize.within(
                payload.path("cols").asInt(TerminalSize.USUAL.cols()),
                payload.path("rows").asInt(TerminalSize.USUAL.rows()));
    }

    @Override
    public boolean lost(String why) {
        if (!watched) {
            fail("No link to the hub at " + options.hub() + ": " + why + ".");
            return false;
        }
        screen.notice("link lost, connecting again");
        return true;
    }

    @Override
    public boolean refused(Refusal refusal) {
        if (watched && refusal.passes()) {
            return true;
        }
        fail("The hub at " + options.hub() + " refused: " + refusal.message() + ".");
        return false;
    }
}
