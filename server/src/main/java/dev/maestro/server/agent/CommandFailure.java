package dev.maestro.server.agent;

import dev.maestro.server.screen.Printable;

/** A command of the command line cannot do what it is for; the sentence is for whoever gave it. */
final class CommandFailure extends RuntimeException {
    private final String sentence;
    private final int exitCode;

    /** @param sentence may have words of the hub's and of other people in it */
    CommandFailure(String sentence, int exitCode) {
        super(sentence);
        this.sentence = Printable.of(sentence);
        this.exitCode = exitCode;
    }

    /** Returns a failure that is about the hub: it is not there, or it says no. */
    static CommandFailure ofHub(String sentence) {
        return new CommandFailure(sentence, ExitCodes.NO_HUB);
    }

    /** Returns what is said. */
    String sentence() {
        return sentence;
    }

    /** Returns what the process ends with. */
    int exitCode() {
        return exitCode;
    }
}
