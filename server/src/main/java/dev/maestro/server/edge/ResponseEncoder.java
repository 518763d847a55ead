package dev.maestro.server.edge;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/**
 * Writes responses, without a body where the request was {@code HEAD}.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class ResponseEncoder extends HttpResponseEncoder {
    private boolean head;

    /** Says what the next response answers. */
    void answers(HttpMethod method) {
        head = method.equals(HttpMethod.HEAD);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        boolean last = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        return (head && last) || super.isContentAlwaysEmpty(response);
    }
}
