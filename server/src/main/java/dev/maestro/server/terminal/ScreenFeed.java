package dev.maestro.server.terminal;

import dev.maestro.server.screen.ScreenModel;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal's screen is fed next: output, or a size, or everything there is because it begins anew.
 *
 * @param bytes output; empty with a size
 * @param resized the size it gets; null with output
 * @param anew what it begins with; null if it goes on
 * @param size the terminal's size, for a screen that begins anew
 * @param to the position up to which it has come then
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record ScreenFeed(
        byte[] bytes, @Nullable Size resized, @Nullable Replay anew, Size size, long to) {
    static ScreenFeed output(byte[] bytes, Size size, long to) {
        return new ScreenFeed(bytes, null, null, size, to);
    }

    static ScreenFeed resize(Size size, long to) {
        return new ScreenFeed(new byte[0], size, null, size, to);
    }

    static ScreenFeed anew(Replay replay, Size size) {
        return new ScreenFeed(replay.bytes(), null, replay, size, replay.position());
    }

    /** Gives it to the screen. */
    void to(ScreenModel model) {
        if (resized == null) {
            model.feed(bytes, 0, bytes.length);
        } else {
            model.resize(resized.cols(), resized.rows());
        }
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "ScreenFeed[" + bytes.length + " bytes, to " + to + "]";
    }
}
