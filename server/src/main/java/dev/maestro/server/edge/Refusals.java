package dev.maestro.server.edge;

import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.error.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Refusals that are told in the words of whoever was asked. */
final class Refusals {
    private Refusals() {}

    /** Returns a new response that refuses a web page: Engine.IO's own on its path, else a problem. */
    static FullHttpResponse forbiddenOrigin(HttpRequest request) {
        return EdgeRouter.isForEngine(request)
                ? engineError(EngineError.FORBIDDEN)
                : Problem.of(ErrorCode.FORBIDDEN, "This origin is not allowed").response();
    }

    private static FullHttpResponse engineError(EngineError error) {
        byte[] json = error.body().array();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(error.httpStatus()), Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return response;
    }
}
