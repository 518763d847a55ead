package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** A terminal of what was planted, for as long as it is not closed. */
final class Terminal implements AutoCloseable {
    /** What its owner calls it. */
    static final String PTY = "pty-of-somebody";

    private final SocketIoClient owner;

    private Terminal(SocketIoClient owner) {
        this.owner = owner;
    }

    /** Registers a terminal of a session, and prints into it. */
    static Terminal of(URI hub, Ids planted, String text) {
        SocketIoClient owner = SocketIoClient.connect(hub, false, "/ui", EventRows.user(planted));
        Terminal terminal = new Terminal(owner);
        terminal.say("terminal:register", "\"sessionId\":\"" + planted.session() + "\"");
        terminal.say("terminal:output", "\"data\":\"\\u001b]0;" + text + "\\u0007" + text + "\"");
        return terminal;
    }

    private void say(String event, String field) {
        JsonNode answer = owner.ask(event, "{\"ptyId\":\"" + PTY + "\"," + field + "}");
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
    }

    @Override
    public void close() {
        owner.close();
    }
}
