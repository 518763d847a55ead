package dev.maestro.server.bench.client;

import dev.maestro.protocol.engineio.PacketFormatException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;

/** Why a connection failed, in words that are the same for all that failed so. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable cause) {
        if (cause instanceof WebSocketClientHandshakeException failed && failed.response() != null) {
            return "the WebSocket was refused: HTTP "
                    + failed.response().status().code();
        }
        if (cause instanceof WebSocketHandshakeException) {
            return "the WebSocket was not opened: " + cause.getMessage();
        }
        if (cause instanceof ConnectTimeoutException) {
            return "nobody answered";
        }
        if (cause instanceof UnknownHostException) {
            return "the host is not known";
        }
        if (cause instanceof ConnectException) {
            return said(cause).toLowerCase(Locale.ROOT).contains("refused") ? "connection refused" : "no connection";
        }
        if (cause instanceof PacketFormatException || cause instanceof ClassCastException) {
            return "what came was no Socket.IO: " + said(cause);
        }
        return said(cause);
    }

    private static String said(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }
}
