package dev.maestro.server.doctor;

import java.util.Locale;

/** How something is that was looked at. */
public enum Verdict {
    OK,
    /** A hub runs with it, and something will go wrong sooner or later. */
    WARN,
    /** A hub does not start with it, or should not. */
    BAD;

    /** Returns the word it goes by. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
