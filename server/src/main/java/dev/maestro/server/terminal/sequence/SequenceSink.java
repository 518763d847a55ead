package dev.maestro.server.terminal.sequence;

/** Is told what a {@link SequenceParser} finds besides text. Positions are those the parser was fed with. */
interface SequenceSink {
    /** ENQ or BEL that a terminal carries out; {@code opened} is where the sequence begins it stands in, or -1. */
    void control(int control, long at, long opened);

    /**
     * A whole sequence.
     *
     * @param last its final byte; 0 for a string that another sequence ended
     * @param start position of its first byte
     * @param end position after its last byte
     */
    void sequence(SequenceKind kind, SequenceBody body, int last, long start, long end);

    /** A sequence that ended without having an effect. */
    void aborted(long start, long end);
}
