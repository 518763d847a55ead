package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.PtyExit;
import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.link.LinkConfig;
import dev.maestro.server.agent.link.LinkListener;
import dev.maestro.server.agent.link.LinkTimes;
import dev.maestro.server.agent.link.Refusal;
import dev.maestro.server.agent.output.KeptOutput;
import dev.maestro.server.agent.output.TerminalSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's side of {@code /cli}: says that the session lives, feeds its terminal, and takes what viewers type.
 *
 * <p>Until {@link #begin} was called nothing but the joining and the registering is done; a link that was not there so long is
 * not tried twice, one that was is tried for ever.
 *
 * <p>Threads: thread-safe; what is handed in is called on the link's loop and must not block.
 */
final class AgentLink implements LinkListener {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private final HubAddress hub;
    private final AgentSession session;
    private final BooleanSupplier working;
    private final Optional<String> task;
    private final Link link;
    private final TerminalFeed feed;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    // Of the loop.
    private final Asked asked = new Asked();

    // Written by the loop, read at the end.
    private volatile @Nullable String stopped;

    /**
     * Makes a link that is not begun.
     *
     * @param working whether the command does something, as far as one can see
     * @param task what the session works on
     */
    AgentLink(
            HubAddress hub,
            AgentSession session,
            String ptyId,
            KeptOutput kept,
            BooleanSupplier working,
            Optional<String> task,
            LinkTimes times) {
        this.hub = hub;
        this.session = session;
        this.working = working;
        this.task = task;
        this.link = Link.of(new LinkConfig(hub, "/cli", this::auth, true, times), this);
        this.feed = new TerminalFeed(link, ptyId, session.id(), kept, new OfFeed());
    }

    private ObjectNode auth() {
        ObjectNode auth = JsonNodeFactory.instance
                .objectNode()
                .put("sessionId", session.id())
                .put("projectId", session.projectId());
        session.token().ifPresent(token -> auth.put("token", token));
        return auth;
    }

    /**
     * Connects and registers the terminal; fails with a {@link CommandFailure} if the hub is not there or says no, as where the
     * session's terminal has another owner.
     */
    CompletionStage<Void> connect() {
        link.start();
        return ready;
    }

    /** What the feed tells of the terminal. */
    private final class OfFeed implements TerminalFeed.Events {
        @Override
        public void registered() {
            ready.complete(null);
        }

        @Override
        public void stopped(Refusal refusal) {
            stopped = refusal.message();
            ready.completeExceptionally(CommandFailure.ofHub(
                    refusal.code().equals("conflict")
                            ? "A command runs in the terminal of session " + session.id() + " already ("
                                    + refusal.message()
                                    + "). End that one first, or make a session of its own for this one: give a --project and no"
                                    + " --session."
                            : "The hub at " + hub + " refused the terminal: " + refusal.message() + "."));
        }
    }

    /** The command runs: says from now on that the session lives, and hands on what viewers ask of it. */
    void begin(Asked.Terminal ofCommand) {
        link.loop().execute(() -> asked.begin(ofCommand));
        var unused = link.loop().scheduleAtFixedRate(this::heartbeat, 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void heartbeat() {
        ObjectNode heartbeat =
                JsonNodeFactory.instance.objectNode().put("status", working.getAsBoolean() ? "working" : "idle");
        task.ifPresent(id -> heartbeat.put("taskId", id));
        link.emit("heartbeat", heartbeat);
    }

    /** There is more output. */
    void wake() {
        feed.wake();
    }

    @Override
    public void joined(boolean recovered) {
        feed.joined();
        if (asked.begun()) {
            heartbeat();
        }
    }

    @Override
    public void event(String name, List<JsonNode> args, Consumer<Object> answer) {
        JsonNode payload = args.isEmpty() ? JsonNodeFactory.instance.missingNode() : args.get(0);
        switch (name) {
            case "terminal:input" -> asked.type(payload.path("data").asText(""));
            case "terminal:resize" ->
                asked.resize(new TerminalSize(
                        payload.path("cols").asInt(0), payload.path("rows").asInt(0)));
            case "terminal:flow" -> feed.flow(payload.path("paused").asBoolean());
            default -> {}
        }
    }

    @Override
    public boolean lost(String why) {
        feed.lost();
        // A link that never did its work is not tried twice.
        ready.completeExceptionally(CommandFailure.ofHub("No link to the hub at " + hub + ": " + why + "."));
        return !ready.isCompletedExceptionally();
    }

    @Override
    public boolean refused(Refusal refusal) {
        ready.completeExceptionally(CommandFailure.ofHub("The hub at " + hub + " refused: " + refusal.message() + "."));
        if (ready.isCompletedExceptionally()) {
            return false;
        }
        if (refusal.passes()) {
            return true;
        }
        stopped = refusal.message();
        feed.end();
        return false;
    }

    /** Returns why the hub did not want this agent any more; empty if it did not say so. */
    Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Returns how many bytes viewers typed that were dropped as the command did not read; after the end. */
    long droppedInput() {
        return asked.dropped();
    }

    /** Completes when the hub has all output. */
    CompletionStage<Void> drain() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        link.loop().execute(() -> feed.drain().thenRun(() -> drained.complete(null)));
        return drained;
    }

    /** Tells the hub how the command ended; completes with whether it heard. */
    CompletionStage<Boolean> report(String ptyId, int exitCode, String message) {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("type", exitCode == 0 ? "completed" : "failed")
                .put("message", message);
        link.loop().execute(() -> {
            var unused = link.ask("terminal:exit", new PtyExit(ptyId, exitCode), ANSWER_WITHIN);
            link.ask("session:report", report, ANSWER_WITHIN)
                    .whenComplete((answer, fault) -> heard.complete(
                            answer != null && answer.path("success").asBoolean()));
        });
        return heard;
    }

    /** Says goodbye; completes when the link is closed. */
    CompletionStage<Void> close() {
        return link.close();
    }
}
