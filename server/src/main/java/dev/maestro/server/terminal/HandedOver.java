package dev.maestro.server.terminal;

/**
 * What one hub has of a terminal when another takes it over from it.
 *
 * @param screen what an empty terminal has to be written to look as this one did at {@code screenAt}
 * @param screenAt a position in {@code ring}, or after its last byte
 * @param truncated whether output is missing in the screen
 * @param ring the latest output, whole code points
 * @param ringFrom the position of its first byte
 * @param createdAt when the terminal was registered first, in epoch milliseconds
 * @param lineage what its positions count
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record HandedOver(
        String screen,
        long screenAt,
        boolean truncated,
        byte[] ring,
        long ringFrom,
        int cols,
        int rows,
        long createdAt,
        Lineage lineage) {
    /** The most of the ring that is handed over, in bytes. */
    static final int MOST_RING = 512 * 1_024;

    public HandedOver {
        if (ringFrom < 0 || screenAt < ringFrom || screenAt > ringFrom + ring.length) {
            throw new IllegalArgumentException(
                    "a screen at " + screenAt + " with output from " + ringFrom + " to " + (ringFrom + ring.length));
        }
    }

    /** Returns the position after all output. */
    public long end() {
        return ringFrom + ring.length;
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "HandedOver[" + ring.length + " bytes from " + ringFrom + ", screen at " + screenAt + "]";
    }
}
