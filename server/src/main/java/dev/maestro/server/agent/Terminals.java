package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.link.LinkConfig;
import dev.maestro.server.agent.link.LinkListener;
import dev.maestro.server.agent.link.LinkTimes;
import dev.maestro.server.agent.link.Refusal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a hub which terminals it has. */
public final class Terminals implements LinkListener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HubAddress hub;
    private final Link link;
    private final CompletableFuture<JsonNode> list = new CompletableFuture<>();

    private Terminals(HubAddress hub, String token) {
        this.hub = hub;
        this.link = Link.of(
                new LinkConfig(
                        hub,
                        "/terminal",
                        () -> JsonNodeFactory.instance.objectNode().put("token", token),
                        false,
                        LinkTimes.USUAL),
                this);
    }

    /**
     * Prints a table of the terminals that may be seen.
     *
     * @return the exit code: 0, or 1 if the hub is not there or says no, which is told in a sentence
     */
    public static int print(HubAddress hub, String token, PrintWriter output, PrintWriter errors) {
        Terminals asked = new Terminals(hub, token);
        asked.link.start();
        try {
            TerminalList.print(
                    asked.list
                            .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                            .join(),
                    output);
            return ExitCodes.DONE;
        } catch (CompletionException e) {
            errors.println(
                    e.getCause() instanceof CommandFailure failure
                            ? failure.sentence()
                            : "The hub at " + hub + " does not answer.");
            return ExitCodes.NO_HUB;
        } finally {
            var unused = asked.link.close();
        }
    }

    @Override
    public void joined(boolean recovered) {
        link.ask("terminal:list", null, PATIENCE).whenComplete((answer, fault) -> {
            if (answer == null) {
                fail("did not answer");
            } else if (answer.path("success").asBoolean()) {
                list.complete(answer.path("terminals"));
            } else {
                fail("refused: " + Refusal.ofAck(answer).message());
            }
        });
    }

    private void fail(String what) {
        list.completeExceptionally(CommandFailure.ofHub("The hub at " + hub + " " + what + "."));
    }

    @Override
    public void event(String name, List<JsonNode> args, Consumer<Object> answer) {
        // Nothing that others do matters to a list.
    }

    @Override
    public boolean lost(String why) {
        list.completeExceptionally(CommandFailure.ofHub("No link to the hub at " + hub + ": " + why + "."));
        return false;
    }

    @Override
    public boolean refused(Refusal refusal) {
        fail("refused: " + refusal.message());
        return false;
    }
}
