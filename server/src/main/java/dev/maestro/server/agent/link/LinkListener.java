package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;

/** What a link tells. Threads: called on the link's loop; must not block. */
public interface LinkListener {
    /**
     * The namespace was joined.
     *
     * @param recovered whether with the socket of before: what was missed follows as events
     */
    void joined(boolean recovered);

    /**
     * The hub sent an event.
     *
     * @param args without the name; not the offset of recovery
     * @param answer sends an ack with this value; does nothing if none was asked for, or one was sent
     */
    void event(String name, List<JsonNode> args, Consumer<Object> answer);

    /**
     * The link broke, or an attempt failed.
     *
     * @param why for a person
     * @return whether to try again; if not, the link is closed
     */
    boolean lost(String why);

    /**
     * The hub put it out for good, and closes the link.
     *
     * @return whether to try again all the same; if not, the link is closed
     */
    default boolean putOut(Refusal last) {
        return refused(last);
    }

    /**
     * The hub does not let it in.
     *
     * @return whether to try again; if not, the link is closed
     */
    boolean refused(Refusal refusal);
}
