package dev.maestro.server.agent.tty;

/** A command cannot be started. */
public final class CannotRunException extends RuntimeException {
    private final String sentence;

    CannotRunException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** Returns why, for the person who wants it. */
    public String sentence() {
        return sentence;
    }
}
