package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A link that writes down what it is told. */
final class HeardLink implements LinkListener, AutoCloseable {
    static final LinkTimes QUICK = new LinkTimes(
            Duration.ofSeconds(60),
            Duration.ofMillis(10),
            Duration.ofMillis(40),
            Duration.ofMillis(1),
            Duration.ofSeconds(60));

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final Link link;
    volatile boolean tryAgain = true;

    HeardLink(HubAddress hub, LinkTimes times) {
        link = Link.of(
                new LinkConfig(
                        hub, "/cli", () -> JsonNodeFactory.instance.objectNode().put("who", "me"), true, times),
                this);
        link.start();
    }

    @Override
    public void joined(boolean recovered) {
        heard.add("joined " + recovered);
    }

    @Override
    public void event(String name, List<JsonNode> args, Consumer<Object> answer) {
        if (name.equals("throw")) {
            throw new IllegalStateException("thrown for the test");
        }
        heard.add(name + " " + args);
        answer.accept("taken");
        answer.accept("twice");
    }

    @Override
    public boolean lost(String why) {
        heard.add("lost: " + why);
        return tryAgain;
    }

    @Override
    public boolean refused(Refusal refusal) {
        heard.add("refused: " + refusal.code() + " " + refusal.message() + " "
                + refusal.retryAfter().toMillis());
        return tryAgain;
    }

    /** Waits for what is told next. */
    String next() throws InterruptedException {
        String next = heard.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told");
        }
        return next;
    }

    /** Asks, from outside of the loop. */
    CompletableFuture<JsonNode> ask(String event, Duration patience) {
        CompletableFuture<JsonNode> answered = new CompletableFuture<>();
        link.loop().execute(() -> link.ask(event, null, patience).whenComplete((answer, fault) -> {
            if (answer == null) {
                answered.completeExceptionally(fault);
            } else {
                answered.complete(answer);
            }
        }));
        return answered;
    }

    @Override
    public void close() {
        link.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
