package dev.maestro.server.agent.link;

/** The answer to something that was asked will not come: the link broke before it did, or it took too long. */
public final class LinkLostException extends RuntimeException {
    LinkLostException(String message) {
        super(message, null, false, false);
    }
}
