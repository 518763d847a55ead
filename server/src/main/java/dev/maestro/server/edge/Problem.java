package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.json.JsonBytes;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * A refusal by the front itself, sent as {@code application/problem+json}.
 *
 * <p>Spec: RFC 9457; the {@code code} member is docs/protocol/errors.md.
 *
 * @param status the HTTP status, 400 to 599
 * @param code the machine word
 * @param detail a sentence for a person
 */
record Problem(HttpResponseStatus status, ErrorCode code, String detail) {
    /** Returns a refusal of a request that is not well formed. */
    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, ErrorCode.INVALID, detail);
    }

    /** Returns the refusal with the usual status of its code. */
    static Problem of(ErrorCode code, String detail) {
        return new Problem(HttpResponseStatus.valueOf(code.httpStatus()), code, detail);
    }

    /** Returns a new response; the caller owns it. */
    FullHttpResponse response() {
        Body body = new Body("about:blank", status.reasonPhrase(), status.code(), detail, code.wire());
        byte[] json = JsonBytes.of(body).array();
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return response;
    }

    private record Body(String type, String title, int status, String detail, String code) {}
}
