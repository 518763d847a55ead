package dev.maestro.server.doctor;

/**
 * What was found.
 *
 * @param check what was looked at, in a word
 * @param found a sentence
 * @param mend what to do, in a sentence; empty if nothing
 */
public record Finding(String check, Verdict verdict, String found, String mend) {
    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, "");
    }

    static Finding warn(String check, String found, String mend) {
        return new Finding(check, Verdict.WARN, found, mend);
    }

    static Finding bad(String check, String found, String mend) {
        return new Finding(check, Verdict.BAD, found, mend);
    }
}
