package dev.maestro.server.agent.link;

import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What waits to be written to a WebSocket, which takes one message at a time.
 *
 * <p>At most {@value #MAX_WAITING} messages wait; with one more the link counts as broken.
 *
 * <p>Threads: confined to the loop.
 */
final class Outbox {
    static final int MAX_WAITING = 4_096;

    private record Message(String text, Runnable written) {}

    private final WebSocket socket;
    private final Executor loop;
    private final Consumer<String> broken;
    private final Queue<Message> waiting = new ArrayDeque<>();
    private boolean writing;

    /** @param broken told why when nothing more can be written */
    Outbox(WebSocket socket, Executor loop, Consumer<String> broken) {
        this.socket = socket;
        this.loop = loop;
        this.broken = broken;
    }

    /** Writes a message after those before it; {@code written} runs on the loop once it is handed to the network. */
    void add(String text, Runnable written) {
        if (waiting.size() >= MAX_WAITING) {
            broken.accept("the hub takes nothing");
            return;
        }
        waiting.add(new Message(text, written));
        writeNext();
    }

    private void writeNext() {
        Message next = writing ? null : waiting.poll();
        if (next == null) {
            return;
        }
        writing = true;
        var unused = socket.sendText(next.text(), true)
                .whenComplete((sent, fault) -> loop.execute(() -> written(next, fault == null)));
    }

    private void written(Message message, boolean well) {
        writing = false;
        if (!well) {
            broken.accept("writing to the hub failed");
            return;
        }
        message.written().run();
        writeNext();
    }
}
