package dev.maestro.server.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of one message together, bounded in bytes and in count.
 *
 * <p>The decoder in front sees to it that continuations follow a first frame, and that nothing else does.
 */
@EventLoopConfined
final class MessageAssembler {
    private static final int MAX_FRAGMENTS = 1_024;

    private final int maxBytes;
    private @Nullable ByteArrayOutputStream parts;
    private int fragments;
    private boolean text;

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns whether the message stays within its limits with this frame. */
    boolean accepts(WebSocketFrame frame) {
        int collected = parts == null ? 0 : parts.size();
        return fragments < MAX_FRAGMENTS && collected + frame.content().readableBytes() <= maxBytes;
    }

    /** Adds a frame; returns the message if it is whole now. */
    byte @Nullable [] add(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            text = frame instanceof TextWebSocketFrame;
            if (frame.isFinalFragment()) {
                return ByteBufUtil.getBytes(content);
            }
        }
        if (parts == null) {
            parts = new ByteArrayOutputStream(content.readableBytes());
        }
        parts.writeBytes(ByteBufUtil.getBytes(content));
        fragments++;
        if (!frame.isFinalFragment()) {
            return null;
        }
        byte[] whole = parts.toByteArray();
        discard();
        return whole;
    }

    /** Returns whether the message last begun is text. */
    boolean text() {
        return text;
    }

    /** Forgets a message that is not whole. */
    void discard() {
        parts = null;
        fragments = 0;
    }
}
