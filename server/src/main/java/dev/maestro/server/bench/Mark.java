package dev.maestro.server.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What a message carries so that whoever hears it knows which it is and when it was due: {@code mark:RUN.LANE.SEQ.MICROS;}.
 *
 * <p>It may stand anywhere in the frame, also in an escaped text, and is found without parsing the frame: where the last one
 * was first of all, as the frames of one event are alike.
 *
 * <p>Threads: each event loop has its own.
 */
final class Mark {
    private static final int LONGEST_NUMBER = 18;

    private final byte[] start;

    // What was read last; touched by the owning thread only.
    private int expectedAt;
    private int at;
    private int lane;
    private int seq;
    private long micros;

    /** @param run tells the marks of this run from all others; letters and digits */
    Mark(String run) {
        this.start = ("mark:" + run + ".").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the text of a mark. */
    String text(int laneOfIt, int seqOfIt, long dueMicros) {
        return new String(start, StandardCharsets.US_ASCII) + laneOfIt + "." + seqOfIt + "." + dueMicros + ";";
    }

    /** Looks for a mark; the accessors tell what it says until the next one is looked for. Returns whether there is one. */
    boolean find(ByteBuf frame) {
        int found =
                standsAt(frame, frame.readerIndex() + expectedAt) ? frame.readerIndex() + expectedAt : search(frame);
        if (found < 0) {
            return false;
        }
        expectedAt = found - frame.readerIndex();
        at = found + start.length;
        long laneRead = number(frame, '.');
        long seqRead = number(frame, '.');
        micros = number(frame, ';');
        lane = (int) laneRead;
        seq = (int) seqRead;
        return laneRead >= 0 && seqRead >= 0 && seqRead < Integer.MAX_VALUE && micros >= 0;
    }

    int lane() {
        return lane;
    }

    int seq() {
        return seq;
    }

    /** Returns when the message was due, in microseconds since the run began. */
    long dueMicros() {
        return micros;
    }

    private int search(ByteBuf frame) {
        int last = frame.writerIndex() - start.length;
        for (int i = frame.readerIndex(); i <= last; i++) {
            int found = frame.indexOf(i, last + 1, start[0]);
            if (found < 0) {
                return -1;
            }
            if (standsAt(frame, found)) {
                return found;
            }
            i = found;
        }
        return -1;
    }

    private boolean standsAt(ByteBuf frame, int index) {
        if (index + start.length > frame.writerIndex()) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (frame.getByte(index + i) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the number up to {@code end}, or -1 if there is none. */
    private long number(ByteBuf frame, char end) {
        long value = 0;
        for (int digits = 0; at < frame.writerIndex(); digits++) {
            byte next = frame.getByte(at++);
            if (next == end) {
                return digits == 0 ? -1 : value;
            }
            if (next < '0' || next > '9' || digits == LONGEST_NUMBER) {
                return -1;
            }
            value = value * 10 + next - '0';
        }
        return -1;
    }
}
