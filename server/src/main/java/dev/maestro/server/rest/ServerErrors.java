package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Says as a problem what the web server itself refuses before any route is asked, and never shows a stack trace. */
final class ServerErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        Problem problem = problem(code, cause);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        String path = request.getHttpURI().getPath();
        byte[] json = problem.json(path == null ? "" : path).array();
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    private static Problem problem(int status, @Nullable Throwable cause) {
        // What the parser refuses is the client's fault even when HTTP gives it a status over 500, as it does versions.
        if (status >= 500 && cause != null && !(cause instanceof HttpException)) {
            return Problems.internal(cause);
        }
        return switch (status) {
            case 404 -> Problem.of(status, ErrorCode.NOT_FOUND, "there is nothing at this path");
            case 413 -> Problem.of(status, ErrorCode.TOO_LARGE, "the request is too large");
            case 503 ->
                Problem.of(status, ErrorCode.UNAVAILABLE, "the hub is stopping").with("Retry-After", "1");
            default -> Problem.of(status, ErrorCode.INVALID, "the request cannot be understood");
        };
    }
}
