package dev.maestro.server.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
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
 * @param retryAfterMillis after how many milliseconds to try again; 0 when time does not mend it
 */
record Problem(HttpResponseStatus status, ErrorCode code, String detail, long retryAfterMillis) {
    private static final long MILLIS_A_SECOND = 1000;

    Problem(HttpResponseStatus status, ErrorCode code, String detail) {
        this(status, code, detail, 0);
    }

    /** Returns a refusal of a request that is not well formed. */
    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, ErrorCode.INVALID, detail);
    }

    /** Returns the refusal with the usual status of its code. */
    static Problem of(ErrorCode code, String detail) {
        return new Problem(HttpResponseStatus.valueOf(code.httpStatus()), code, detail);
    }

    /** Returns a refusal by a part behind the front. */
    static Problem of(HubException refusal) {
        return new Problem(
                HttpResponseStatus.valueOf(refusal.code().httpStatus()),
                refusal.code(),
                refusal.getMessage(),
                refusal.retryAfterMillis().orElse(0));
    }

    /** Returns a new response; the caller owns it. */
    FullHttpResponse response() {
        Body body =
                new Body("about:blank", status.reasonPhrase(), status.code(), detail, code.wire(), retryAfterMillis);
        byte[] json = JsonBytes.of(body).array();
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        sayWhenToRetry(response);
        return response;
    }

    /** Adds the header that tells it, in whole seconds: rounded up, as one too early would be refused again. */
    void sayWhenToRetry(FullHttpResponse response) {
        if (retryAfterMillis > 0) {
            long seconds = (retryAfterMillis + MILLIS_A_SECOND - 1) / MILLIS_A_SECOND;
            response.headers().set(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds));
        }
    }

    private record Body(
            String type,
            String title,
            int status,
            String detail,
            String code,

            @JsonProperty("retry_after") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            long retryAfter) {}
}
