package dev.maestro.server.edge;

import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.json.JsonBytes;
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

    /**
     * Returns a new response that tells a problem: as Engine.IO's "forbidden" on its path, else as it is.
     *
     * <p>Engine.IO has no other code that fits; what is not about the web page says more in its message.
     */
    static FullHttpResponse of(HttpRequest request, Problem problem) {
        if (!EdgeRouter.isForEngine(request)) {
            return problem.response();
        }
        boolean itsOwn = problem.status().code() == EngineError.FORBIDDEN.httpStatus();
        byte[] json = itsOwn
                ? EngineError.FORBIDDEN.body().array()
                : JsonBytes.of(new EngineBody(EngineError.FORBIDDEN.ordinal(), problem.detail()))
                        .array();
        FullHttpResponse response = engineError(problem.status(), json);
        problem.sayWhenToRetry(response);
        return response;
    }

    private static FullHttpResponse engineError(HttpResponseStatus status, byte[] json) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return response;
    }

    private record EngineBody(int code, String message) {}
}
