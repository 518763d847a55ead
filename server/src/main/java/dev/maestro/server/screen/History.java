package dev.maestro.server.screen;

/**
 * The lines that scrolled off the top of the normal screen, the oldest forgotten first.
 *
 * <p>Memory: a line takes a byte a character of plain ASCII and up to 20 a cell at worst; all of them at most
 * {@value #BYTES_PER_LINE} bytes a line on average (128 KiB where that is less), so that fewer lines are kept of very
 * colourful output. It grows with what is kept.
 */
final class History {
    private static final int BYTES_PER_LINE = 1024;
    private static final int LEAST_BYTES = 128 << 10;
    private static final int OWN_BYTES = 150;
    private static final int FIRST_BYTES = 4096;

    private final int mostLines;
    private final int mostBytes;
    private final LineCodec codec = new LineCodec();

    /** Lines one after the other, in a ring: the byte at a position is at the position's low bits. */
    private byte[] bytes = {};

    private final long[] starts;
    private int oldest;
    private int count;

    /** Positions where the oldest line begins and the newest ends. */
    private long begin;

    private long end;

    History(int mostLines) {
        this.mostLines = mostLines;
        long wanted = Math.max(LEAST_BYTES, (long) mostLines * BYTES_PER_LINE);
        this.mostBytes = (int) Math.min(1 << 30, Long.highestOneBit(2 * wanted - 1));
        this.starts = new long[mostLines];
    }

    int count() {
        return count;
    }

    int mostLines() {
        return mostLines;
    }

    boolean isFull() {
        return count == mostLines;
    }

    /** Forgets all. */
    void clear() {
        count = 0;
        oldest = 0;
        begin = 0;
        end = 0;
        bytes = new byte[0];
    }

    /** Keeps a copy of a line as the newest. */
    void add(Line line) {
        if (count == mostLines) {
            forgetOldest();
        }
        int length = putPlain(line);
        if (length == 0) {
            length = put(line);
        }
        int slot = oldest + count;
        starts[slot >= mostLines ? slot - mostLines : slot] = end;
        count++;
        end += length;
    }

    /** Puts the bytes of a plain line at the end and returns how many; 0 if it is not plain, or has no place in one piece. */
    private int putPlain(Line line) {
        int most = 1 + line.own();
        int at = (int) (end & bytes.length - 1);
        boolean fits = most <= bytes.length - kept() && at + most <= bytes.length;
        return fits ? LineCodec.encodePlain(line, bytes, at) : 0;
    }

    private int put(Line line) {
        int length = codec.encode(line);
        if (length > mostBytes) {
            length = codec.encode(new Line(line.cols()));
        }
        makeRoom(length);
        int at = (int) (end & bytes.length - 1);
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(codec.bytes(), 0, bytes, at, first);
        System.arraycopy(codec.bytes(), first, bytes, 0, length - first);
        return length;
    }

    private void makeRoom(int length) {
        while (bytes.length < mostBytes && length > bytes.length - kept()) {
            grow();
        }
        while (length > bytes.length - kept()) {
            forgetOldest();
        }
    }

    private long kept() {
        return end - begin;
    }

    private void grow() {
        byte[] larger = new byte[Math.max(FIRST_BYTES, 2 * bytes.length)];
        for (long position = end - kept(); position < end; position++) {
            larger[(int) (position & larger.length - 1)] = bytes[(int) (position & bytes.length - 1)];
        }
        bytes = larger;
    }

    private void forgetOldest() {
        oldest = oldest + 1 == mostLines ? 0 : oldest + 1;
        count--;
        begin = count == 0 ? end : starts[oldest];
    }

    private long start(int index) {
        int slot = oldest + index;
        return starts[slot >= mostLines ? slot - mostLines : slot];
    }

    /** Returns a copy of a line: 0 is the oldest. What is beyond the columns is cut off. */
    Line line(int index, int cols) {
        long from = start(index);
        long to = index + 1 == count ? end : start(index + 1);
        byte[] record = new byte[(int) (to - from)];
        for (int i = 0; i < record.length; i++) {
            record[i] = bytes[(int) (from + i & bytes.length - 1)];
        }
        return LineCodec.decode(record, cols);
    }

    /** Takes the newest line out. */
    Line takeNewest(int cols) {
        Line line = line(count - 1, cols);
        count--;
        end = start(count);
        return line;
    }

    long memoryBytes() {
        return OWN_BYTES + bytes.length + 8L * starts.length + codec.bytes().length;
    }
}
