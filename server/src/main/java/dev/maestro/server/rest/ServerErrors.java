package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
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
    public ByteBuffer badMessageError(int status, @Nullable String reason, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        return ByteBuffer.wrap(problem(status, null).json("").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    private static Problem problem(int status, @Nullable Throwable cause) {
        if (status >= 500) {
            return Problems.internal(cause == null ? new IllegalStateException("status " + status) : cause);
        }
        ErrorCode code = status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID;
        return Problem.of(status, code, "the request cannot be understood");
    }
}
