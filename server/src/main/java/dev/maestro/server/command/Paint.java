package dev.maestro.server.command;

import java.util.Locale;

/** The few colours of a terminal; without them text stays as it is. Threads: immutable. */
public final class Paint {
    private static final String END = "\u001b[0m";

    /** What colours there are, by the number of SGR. */
    public enum Colour {
        BOLD(1),
        DIM(2),
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int sgr;

        Colour(int sgr) {
            this.sgr = sgr;
        }
    }

    private final boolean on;

    /** Paints, or does not. */
    public Paint(boolean on) {
        this.on = on;
    }

    /** Returns the text in a colour. */
    public String of(Colour colour, String text) {
        return on && !text.isEmpty() ? "\u001b[" + colour.sgr + "m" + text + END : text;
    }

    /** Returns a word of a status in the colour of what it means; blanks around it stay plain. */
    String status(String padded) {
        return switch (padded.strip().toLowerCase(Locale.ROOT)) {
            case "completed" -> of(Colour.GREEN, padded);
            case "in_progress", "running" -> of(Colour.BOLD, padded);
            case "blocked", "needs_input", "spawning" -> of(Colour.YELLOW, padded);
            case "failed" -> of(Colour.RED, padded);
            case "cancelled", "stopped" -> of(Colour.DIM, padded);
            default -> padded;
        };
    }
}
