package dev.maestro.server.backend;

import java.util.Optional;

/**
 * A place in the event log: the event there and all before it have been handled.
 *
 * <p>Clients hold {@link #text()} and give it back; they never parse or compare it. Only offsets of one epoch can be
 * compared.
 *
 * @param epoch the life of the log: up to 32 letters and digits, chosen when the log was made
 * @param sequence 0 before the first event, then one more with each event, without holes
 */
public record Offset(String epoch, long sequence) {
    private static final int MAX_TEXT_LENGTH = 64;

    /** Returns the text clients hold. */
    public String text() {
        return epoch + "-" + Long.toString(sequence, Character.MAX_RADIX);
    }

    /** Reads what a client gave back; empty when it is not an offset. */
    public static Optional<Offset> parse(String text) {
        int dash = text.lastIndexOf('-');
        if (text.length() > MAX_TEXT_LENGTH || dash < 1) {
            return Optional.empty();
        }
        try {
            long sequence = Long.parseLong(text.substring(dash + 1), Character.MAX_RADIX);
            return sequence < 0 ? Optional.empty() : Optional.of(new Offset(text.substring(0, dash), sequence));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether this offset is later than another of the same epoch.
     *
     * @throws IllegalArgumentException if the epochs differ
     */
    public boolean isAfter(Offset other) {
        if (!epoch.equals(other.epoch)) {
            throw new IllegalArgumentException("offsets of epochs " + epoch + " and " + other.epoch);
        }
        return sequence > other.sequence;
    }
}
