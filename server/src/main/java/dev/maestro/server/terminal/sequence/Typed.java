package dev.maestro.server.terminal.sequence;

/**
 * What is left of a viewer's input.
 *
 * @param text what goes to the program; may be empty
 * @param byHand whether any of it was done by a person, and is not just a report of the focus
 */
public record Typed(String text, boolean byHand) {
    /** Shows nothing of what was typed. */
    @Override
    public String toString() {
        return "Typed[" + text.length() + " characters]";
    }
}
