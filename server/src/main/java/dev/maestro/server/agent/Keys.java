package dev.maestro.server.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is typed here. */
final class Keys {
    private static final Logger log = LoggerFactory.getLogger(Keys.class);
    private static final int READ_BYTES = 1 << 16;

    private Keys() {}

    /** Hands on each read's keys, at most 64 KiB at once, on a thread of its own, which ends with the process. */
    static void handOn(InputStream keys, Consumer<byte[]> taker) {
        Thread reader = new Thread(() -> read(keys, taker), "keys");
        reader.setDaemon(true);
        reader.start();
    }

    private static void read(InputStream keys, Consumer<byte[]> taker) {
        byte[] bytes = new byte[READ_BYTES];
        try {
            for (int length = keys.read(bytes); length >= 0; length = keys.read(bytes)) {
                taker.accept(Arrays.copyOf(bytes, length));
            }
        } catch (IOException e) {
            log.atInfo().setCause(e).log("no more keys");
        }
    }
}
