package dev.maestro.server.bench.client;

/** The server under load is not there, or does not let anybody in; the message is for whoever runs the bench. */
public final class UnreachableException extends RuntimeException {
    /** Says why. */
    public UnreachableException(String sentence) {
        super(sentence);
    }

    /** Says why. */
    public UnreachableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
