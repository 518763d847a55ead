package dev.maestro.server.terminal.sequence;

/** What a sequence begins with. */
enum SequenceKind {
    /** ESC, intermediates, one final byte. */
    ESCAPE,
    /** ESC [ and parameters, intermediates, one final byte. */
    CSI,
    /** ESC ] up to BEL or ST. */
    OSC,
    /** ESC P up to ST. */
    DCS,
    /** ESC _ up to ST. */
    APC,
    /** ESC X or ESC ^ up to ST: strings that terminals ignore. */
    IGNORED
}
