package dev.maestro.server.auth.token;

/** What a user's id may be: it stands in logs, keys and messages. */
final class Subject {
    /** The longest id, in characters. */
    static final int MAX_LENGTH = 200;

    private Subject() {}

    /** Returns whether it may be a user's id: not blank, not too long, no control characters. */
    static boolean mayBe(String subject) {
        return !subject.isBlank()
                && subject.length() <= MAX_LENGTH
                && subject.codePoints().noneMatch(Character::isISOControl);
    }
}
