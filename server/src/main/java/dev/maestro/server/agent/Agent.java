package dev.maestro.server.agent;

import dev.maestro.server.agent.link.LinkTimes;
import dev.maestro.server.agent.output.KeptOutput;
import dev.maestro.server.agent.output.TerminalSize;
import dev.maestro.server.agent.tty.CannotRunException;
import dev.maestro.server.agent.tty.CommandPty;
import dev.maestro.server.agent.tty.OwnTerminal;
import dev.maestro.server.agent.tty.Told;
import dev.maestro.server.screen.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a command in a terminal that the hub's viewers see, as long as the command lives.
 *
 * <p>Once the command runs nothing that happens to the hub ends it, or stops it for long.
 *
 * <p>Spec: docs/agent.md.
 */
public final class Agent {
    private static final int HISTORY_LINES = 1_000;
    private static final Duration HUB_STALLS_AT_MOST = Duration.ofSeconds(15);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(40);
    private static final Duration FLUSH_WITHIN = Duration.ofSeconds(5);
    private static final Duration REPORT_WITHIN = Duration.ofSeconds(10);
    private static final Duration KILL_AFTER = Duration.ofSeconds(5);
    private static final byte[] CONTROL_C = {3};

    private final AgentOptions options;
    private final AgentSession session;
    private final Optional<OwnTerminal> own;
    private final PrintWriter errors;
    private final String ptyId =
            "pty_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private final TerminalSize size;
    private final KeptOutput kept;
    private final OutputTap tap;
    private final AgentLink link;

    private Agent(AgentOptions options, AgentSession session, Optional<OwnTerminal> own, PrintWriter errors) {
        this.options = options;
        this.session = session;
        this.own = own;
        this.errors = errors;
        this.size = options.size().orElseGet(() -> own.map(OwnTerminal::size).orElse(TerminalSize.USUAL));
        this.kept = new KeptOutput(size, HISTORY_LINES, HUB_STALLS_AT_MOST);
        this.tap = new OutputTap(OwnTerminal.screen(), kept);
        this.link = new AgentLink(
                options.hub(),
                session,
                ptyId,
                kept,
                tap::busyLately,
                options.tasks().stream().findFirst(),
                LinkTimes.USUAL);
        // Before the command runs: nobody else tells of what it writes first, and it may be all it writes.
        tap.onMore(link::wake);
    }

    /**
     * Runs the command to its end.
     *
     * @param errors told in a sentence what goes wrong
     * @return the command's exit code, or 1 if the hub is not there or says no, or 127 if the command cannot be run
     */
    public static int run(AgentOptions options, PrintWriter errors) {
        try {
            AgentSession session = SessionChoice.of(options);
            try (OwnTerminal own = OwnTerminal.open().orElse(null)) {
                return new Agent(options, session, Optional.ofNullable(own), errors).run();
            }
        } catch (CommandFailure e) {
            errors.println(e.sentence());
            return e.exitCode();
        }
    }

    private int run() {
        connect();
        // Before the command runs: from then on, whoever tells the agent to end means the command, too.
        CompletableFuture<CommandPty> started = new CompletableFuture<>();
        obeySignals(started);
        CommandPty pty = start();
        started.complete(pty);
        TerminalSizes sizes = new TerminalSizes(size, own.isPresent(), next -> {
            pty.resize(next);
            kept.resized(next);
            link.wake();
        });
        link.begin(new Asked.Terminal(pty::type, sizes::asked));
        own.ifPresent(terminal -> share(terminal, pty, sizes));
        int code = pty.ended().toCompletableFuture().join();
        own.ifPresent(OwnTerminal::close);
        end(code);
        return code;
    }

    private void connect() {
        try {
            await(
                    link.connect(),
                    JOIN_WITHIN,
                    "The hub at " + options.hub() + " does not answer, or takes no terminal now.");
        } catch (CommandFailure e) {
            within(link.close(), REPORT_WITHIN);
            throw e;
        }
    }

    private CommandPty start() {
        try {
            return CommandPty.start(options.command(), environment(), size, tap);
        } catch (CannotRunException e) {
            leave(ExitCodes.CANNOT_RUN, e.sentence());
            throw new CommandFailure(e.sentence(), ExitCodes.CANNOT_RUN);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(options.environment());
        environment.put("MAESTRO_SESSION_ID", session.id());
        environment.put("MAESTRO_PROJECT_ID", session.projectId());
        environment.put("MAESTRO_SERVER_URL", options.hub().toString());
        // By this an agent that is run by the command knows that it is not to take the terminal from under it.
        environment.put("MAESTRO_AGENT_SESSION", session.id());
        session.token().filter(AgentSession::isSessionToken).ifPresent(token -> {
            environment.put("MAESTRO_SESSION_TOKEN", token);
            environment.put("MAESTRO_TOKEN", token);
        });
        if (own.isEmpty() || environment.getOrDefault("TERM", "").isEmpty()) {
            environment.put("TERM", "xterm-256color");
        }
        return environment;
    }

    /** The command gets the time to end by itself; whoever asks twice is in a hurry. */
    private static void obeySignals(CompletableFuture<CommandPty> started) {
        AtomicBoolean interrupted = new AtomicBoolean();
        Runnable end = () -> {
            var unused = started.thenAccept(pty -> {
                pty.hangUp();
                CompletableFuture.delayedExecutor(KILL_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(pty::kill);
            });
        };
        Told.HANG_UP.then(end);
        Told.TERMINATE.then(end);
        Told.INTERRUPT.then(() -> {
            if (interrupted.compareAndSet(false, true)) {
                var unused = started.thenAccept(pty -> pty.type(CONTROL_C));
            } else {
                end.run();
            }
        });
    }

    private void share(OwnTerminal terminal, CommandPty pty, TerminalSizes sizes) {
        terminal.raw();
        if (options.size().isEmpty()) {
            Told.RESIZED.then(() -> sizes.resizedHere(terminal.size()));
            sizes.resizedHere(terminal.size());
        }
        Keys.handOn(terminal.keys(), bytes -> {
            sizes.typedHere();
            var unused = pty.type(bytes);
        });
    }

    private void end(int code) {
        try {
            tap.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.wake();
        boolean whole = within(link.drain(), FLUSH_WITHIN);
        boolean heard = leave(code, ending(code));
        Optional<String> stopped = link.stopped();
        if (stopped.isPresent()) {
            errors.println(
                    "The hub did not take the command's output to its end: " + Printable.of(stopped.get()) + ".");
        } else if (!whole || !heard) {
            errors.println("The hub at " + options.hub() + " could not be told how the command ended.");
        }
        if (link.droppedInput() > 0) {
            errors.println(
                    link.droppedInput() + " bytes that viewers typed were dropped: the command did not read them.");
        }
    }

    private boolean leave(int code, String message) {
        CompletableFuture<Boolean> heard = link.report(ptyId, code, message).toCompletableFuture();
        boolean told = within(heard, REPORT_WITHIN) && heard.join();
        within(link.close(), REPORT_WITHIN);
        return told;
    }

    private static String ending(int code) {
        if (code == 0) {
            return "exit code 0";
        }
        return code > 128 && code < 160 ? "ended by signal " + (code - 128) : "exit code " + code;
    }

    private static boolean within(CompletionStage<?> stage, Duration patience) {
        return Boolean.TRUE.equals(stage.handle((value, fault) -> fault == null)
                .toCompletableFuture()
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join());
    }

    private static void await(CompletionStage<?> stage, Duration patience, String sentence) {
        try {
            stage.toCompletableFuture()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CommandFailure failure ? failure : CommandFailure.ofHub(sentence);
        }
    }
}
