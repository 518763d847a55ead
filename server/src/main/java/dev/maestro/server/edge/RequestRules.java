package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a parsed request must be like to be taken at all: anything two servers could read differently is refused.
 *
 * <p>Threads: immutable.
 */
final class RequestRules {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}+|\\[[0-9A-Fa-f:.]{2,45}+])(?::[0-9]{1,5}+)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private RequestRules() {}

    /** Returns why a request is refused, empty when it may go on. */
    static Optional<Problem> check(HttpRequest request) {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            return Optional.of(problemOf(result.cause()));
        }
        return fault(request).map(Problem::badRequest);
    }

    /** Returns whether bytes of a body follow the head. */
    static boolean hasBody(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || (length != null && !length.chars().allMatch(c -> c == '0'));
    }

    private static Problem problemOf(Throwable cause) {
        if (cause instanceof RefusedHeadException refused) {
            return refused.problem();
        }
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG, ErrorCode.TOO_LARGE, "The request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    ErrorCode.TOO_LARGE,
                    "The headers are too large");
        }
        // The parser's own words may repeat what was sent, so they are not passed on.
        return Problem.badRequest("The request is malformed");
    }

    private static Optional<String> fault(HttpRequest request) {
        HttpHeaders headers = request.headers();
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of("The version must be HTTP/1.1 or HTTP/1.0");
        }
        if (!targetIsValid(request)) {
            return Optional.of("The request target must be a path");
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1 || !AUTHORITY.matcher(hosts.get(0)).matches()) {
            return Optional.of("There must be one valid Host header");
        }
        if (headers.getAll(HttpHeaderNames.ORIGIN).size() > 1) {
            return Optional.of("There must be at most one Origin header");
        }
        // Netty takes these two for a WebSocket draft of 2010 with eight bytes of unannounced body.
        if (headers.contains("Sec-WebSocket-Key1") || headers.contains("Sec-WebSocket-Key2")) {
            return Optional.of("This WebSocket version is not spoken here");
        }
        return bodyIsValid(headers) ? Optional.empty() : Optional.of("The length of the body is not clear");
    }

    private static boolean targetIsValid(HttpRequest request) {
        String target = request.uri();
        if (target.equals("*")) {
            return request.method().equals(HttpMethod.OPTIONS);
        }
        // "//host/path" is read as an authority by some; a fragment is never sent by a client.
        return target.startsWith("/")
                && !target.startsWith("//")
                && target.indexOf('#') < 0
                && target.indexOf('\\') < 0;
    }

    private static boolean bodyIsValid(HttpHeaders headers) {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return lengths.isEmpty()
                    || (lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches());
        }
        return lengths.isEmpty()
                && codings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
    }
}
