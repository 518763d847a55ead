package dev.maestro.server.terminal.sequence;

/**
 * Takes out of a replay what a terminal would answer, or must not do a second time; all else stays byte for byte.
 *
 * <p>Taken out are questions (what a terminal has, is, shows, and which colours and modes it has), every OSC that does not
 * just change what is shown (the clipboard, notifications), what is too long to be told from those, ENQ and BEL. What was asked was answered when it was asked, by the owner's terminal alone.
 *
 * <p>Threads: confined to one use. Spec: docs/protocol/terminal.md, "Replay".
 */
public final class ReplayCleaner {
    private static final int NOTHING = -1;

    /** ST, which ends a string so that it has its effect, and CAN, which ends whatever is open without one. */
    private static final byte[] END = {0x1b, '\\'};

    private static final byte[] CANCEL = {0x18};

    private final byte[] source;
    private final byte[] out;
    private int length;
    private int copied;

    /** How much was written when the open sequence began, where a control was taken out of its middle. */
    private int mark = NOTHING;

    /** Where something ended only because something else began. */
    private long cutOff = NOTHING;

    /** What ends it in place of that. */
    private byte[] ending = END;

    private ReplayCleaner(byte[] source) {
        this.source = source;
        this.out = new byte[source.length];
    }

    /** Returns the source without what is to be taken out; {@code source} is whole code points and whole sequences. */
    public static byte[] clean(byte[] source) {
        return new ReplayCleaner(source).run();
    }

    private byte[] run() {
        new SequenceParser(new Taking()).feed(source, 0, source.length, 0);
        if (copied == 0) {
            return source;
        }
        copyTo(source.length);
        byte[] clean = new byte[length];
        System.arraycopy(out, 0, clean, 0, length);
        return clean;
    }

    private void copyTo(int end) {
        System.arraycopy(source, copied, out, length, end - copied);
        length += end - copied;
        copied = end;
    }

    private final class Taking implements SequenceSink {
        @Override
        public void control(int control, long at, long opened) {
            if (opened >= 0 && mark == NOTHING) {
                copyTo((int) opened);
                mark = length;
            }
            copyTo((int) at);
            copied++;
        }

        @Override
        public void sequence(SequenceKind kind, SequenceBody body, int last, long start, long end) {
            if (Questions.toTakeOut(kind, body, last)) {
                if (mark == NOTHING) {
                    copyTo((int) start);
                } else {
                    length = mark;
                }
                copied = (int) end;
                if (cutOff == start) {
                    // It took two bytes at least, so there is room for these.
                    System.arraycopy(ending, 0, out, length, ending.length);
                    length += ending.length;
                }
            } else if (last == 0) {
                cutOff = end;
                ending = END;
            }
            mark = NOTHING;
        }

        @Override
        public void aborted(long start, long end) {
            cutOff = end;
            ending = CANCEL;
            mark = NOTHING;
        }
    }
}
