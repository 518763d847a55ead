package dev.maestro.server.bench;

import io.netty.buffer.ByteBuf;

/** Looks at frames without reading them. */
final class Bytes {
    private Bytes() {}

    static boolean begins(ByteBuf frame, byte[] start) {
        if (frame.readableBytes() < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (frame.getByte(frame.readerIndex() + i) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
