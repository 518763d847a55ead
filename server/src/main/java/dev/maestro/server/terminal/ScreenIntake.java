package dev.maestro.server.terminal;

import dev.maestro.server.screen.ScreenModel;

/**
 * What a screen begins anew with, given to it a slice at a time.
 *
 * <p>Threads: confined to one at a time.
 */
final class ScreenIntake {
    private final Replay replay;
    private int headTaken;
    private int taken;

    ScreenIntake(Replay replay) {
        this.replay = replay;
    }

    /** Gives the model the next bytes; returns how many. */
    int feed(ScreenModel model, int most) {
        if (inHead()) {
            int length = Math.min(most, replay.head().length - headTaken);
            model.feed(replay.head(), headTaken, length);
            headTaken += length;
            return length;
        }
        int length = Math.min(most, replay.bytes().length - taken);
        model.feed(replay.bytes(), taken, length);
        taken += length;
        return length;
    }

    /** Returns whether it is still before the first position. */
    boolean inHead() {
        return headTaken < replay.head().length;
    }

    boolean isEmpty() {
        return !inHead() && taken == replay.bytes().length;
    }

    /** Returns up to where the model has come. */
    long position() {
        return replay.from() + taken;
    }
}
