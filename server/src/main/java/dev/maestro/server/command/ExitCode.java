package dev.maestro.server.command;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a verb's process ends with. Spec: docs/cli.md, "Exit codes". */
public enum ExitCode {
    DONE(0, "done"),
    REFUSED(1, "the hub refused it"),
    USAGE(2, "wrong words or flags; nothing was asked"),
    UNREACHABLE(3, "no hub answers there, or its answer was lost"),
    LATER(4, "the hub cannot do it now, and may later: it is busy, not ready, or at fault itself");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** Returns what it tells, for a person. */
    public String meaning() {
        return meaning;
    }

    /** Returns all of them in a sentence. */
    static String sentence() {
        return Arrays.stream(values())
                .map(code -> code.number + " " + code.meaning)
                .collect(Collectors.joining("; ", "Exit codes: ", "."));
    }
}
