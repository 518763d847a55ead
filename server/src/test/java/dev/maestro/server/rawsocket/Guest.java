package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

/** A client of a family, for tests of what is so for all. */
enum Guest {
    MAESTRO(RawFamily.MAESTRO, "/", "pong"),
    BRAIN(RawFamily.BRAIN, "/ws", "echo");

    /** What every family answers by one message. */
    static final String PING = "{\"type\":\"ping\"}";

    private final RawFamily family;
    private final String path;
    private final String answer;

    Guest(RawFamily family, String path, String answer) {
        this.family = family;
        this.path = path;
        this.answer = answer;
    }

    RawFamily family() {
        return family;
    }

    String path() {
        return path;
    }

    /** Returns the type of the answer to a ping. */
    String answer() {
        return answer;
    }

    /** Returns a client that is there: the hub has it in its list, and it was greeted. */
    Listener come(int port) throws Exception {
        Listener listener = Listener.at(port, path);
        if (family == RawFamily.BRAIN) {
            assertThat(listener.json().path("type").textValue()).isEqualTo("connected");
        }
        listener.say(PING);
        while (!listener.json().path("type").asText().equals(answer)) {
            // News came first.
        }
        return listener;
    }
}
