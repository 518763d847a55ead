package dev.maestro.server.edge;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * One request and its response: how far both are, and whether the connection outlives them.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class Exchange {
    private final Optional<String> allowedOrigin;
    private final boolean http10;
    private boolean keepAlive;
    private boolean requestEnded;
    private boolean responseStarted;
    private boolean responseWritten;
    private long bodyBytes;

    private Exchange(Optional<String> allowedOrigin, boolean http10, boolean keepAlive, boolean requestEnded) {
        this.allowedOrigin = allowedOrigin;
        this.http10 = http10;
        this.keepAlive = keepAlive;
        this.requestEnded = requestEnded;
    }

    /** Begins with a request that may be served. */
    static Exchange of(HttpRequest request) {
        return new Exchange(
                Optional.ofNullable(request.headers().get(HttpHeaderNames.ORIGIN)),
                request.protocolVersion().equals(HttpVersion.HTTP_1_0),
                HttpUtil.isKeepAlive(request),
                !RequestRules.hasBody(request));
    }

    /** Begins with a request that will only be refused; its body is not waited for. */
    static Exchange refused(boolean keepAlive) {
        return new Exchange(Optional.empty(), false, keepAlive, keepAlive);
    }

    /** Counts a part of the request's body. */
    void received(int bytes, boolean last) {
        bodyBytes += bytes;
        requestEnded |= last;
    }

    /** Returns how many bytes of the request's body came so far. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** Returns whether all of the request is here. */
    boolean requestEnded() {
        return requestEnded;
    }

    /** Returns whether the head of the final response was written. */
    boolean responseStarted() {
        return responseStarted;
    }

    /** Returns whether the end of the response was written. */
    boolean responseWritten() {
        return responseWritten;
    }

    /** Notes that the end of the response was written. */
    void endResponse() {
        responseWritten = true;
    }

    /** Returns whether the connection may serve another request after this one. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** Makes the connection end with this exchange. */
    void closeAfter() {
        keepAlive = false;
    }

    /**
     * Settles how the response is framed and whether the connection stays, and adds what an allowed origin may read.
     *
     * <p>An answer that comes before the request ended leaves no sure start of the next one, so it is the last.
     */
    void startResponse(HttpResponse response) {
        responseStarted = true;
        HttpHeaders headers = response.headers();
        keepAlive &= requestEnded && HttpUtil.isKeepAlive(response);
        frame(response);
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (http10) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        } else {
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        allowedOrigin.ifPresent(origin -> Cors.allow(headers, origin));
    }

    private void frame(HttpResponse response) {
        if (isBodiless(response)) {
            return;
        }
        HttpHeaders headers = response.headers();
        if (response instanceof FullHttpResponse full) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                headers.setInt(HttpHeaderNames.CONTENT_LENGTH, full.content().readableBytes());
            }
        } else if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            HttpUtil.setTransferEncodingChunked(response, !http10);
            keepAlive &= !http10;
        }
    }

    private static boolean isBodiless(HttpResponse response) {
        int status = response.status().code();
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL || status == 204 || status == 304;
    }
}
