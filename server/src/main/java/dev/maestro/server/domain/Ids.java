package dev.maestro.server.domain;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;

/** Makes ids as the clients know them: a word, the time, and something nobody can guess. */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 9;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** Returns an id such as {@code task_1706790000000_x7z9k2m4q}. */
    public static String next(String word, long now) {
        return word + "_" + now + "_" + random(RANDOM_LENGTH);
    }

    /** Returns random letters and digits. */
    public static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Returns the id after the last of a history: {@code evt_001}, {@code evt_002}, … {@code evt_1000}. */
    public static String nextEvent(List<String> earlier) {
        int last = earlier.isEmpty()
                ? 0
                : Integer.parseInt(earlier.get(earlier.size() - 1).substring("evt_".length()));
        return "evt_" + (last < 999 ? String.format(Locale.ROOT, "%03d", last + 1) : last + 1);
    }
}
