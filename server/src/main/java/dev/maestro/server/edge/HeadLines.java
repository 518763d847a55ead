package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * The checks on the bytes of a request's head that can no longer be made once it is parsed.
 *
 * <p>Netty joins folded lines, skips odd white space in the request line, and keeps no count of header lines. What two
 * parsers may read differently is refused here (RFC 9112, 2.2, 3 and 5.2).
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class HeadLines {
    private static final int HORIZONTAL_TAB = '\t';
    private static final int DELETE = 0x7F;

    private final int maxHeaders;
    private boolean requestLineSeen;
    private int headers;

    HeadLines(int maxHeaders) {
        this.maxHeaders = maxHeaders;
    }

    /** Forgets the last head: the next byte belongs to a new one. */
    void reset() {
        requestLineSeen = false;
        headers = 0;
    }

    /** Returns whether a whole request line was seen. */
    boolean begun() {
        return requestLineSeen;
    }

    /**
     * Looks at every complete line from the reader index to the end of the head, without consuming any.
     *
     * <p>Must be called before each decoding, which then consumes just those lines.
     */
    Optional<Problem> check(ByteBuf in) {
        int at = requestLineSeen ? in.readerIndex() : afterEmptyLines(in);
        int end = in.writerIndex();
        while (at < end) {
            int lineFeed = in.indexOf(at, end, HttpConstants.LF);
            if (lineFeed < 0) {
                return Optional.empty();
            }
            int lineEnd = lineFeed > at && in.getByte(lineFeed - 1) == HttpConstants.CR ? lineFeed - 1 : lineFeed;
            if (requestLineSeen && lineEnd == at) {
                return Optional.empty();
            }
            Optional<Problem> fault = requestLineSeen ? header(in, at, lineEnd) : requestLine(in, at, lineEnd);
            if (fault.isPresent()) {
                return fault;
            }
            requestLineSeen = true;
            at = lineFeed + 1;
        }
        return Optional.empty();
    }

    /** Old clients end a body with a stray line break; parsers skip it (RFC 9112, 2.2). */
    private static int afterEmptyLines(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex() && (in.getByte(at) == HttpConstants.CR || in.getByte(at) == HttpConstants.LF)) {
            at++;
        }
        return at;
    }

    private static Optional<Problem> requestLine(ByteBuf in, int from, int to) {
        int spaces = 0;
        boolean afterSpace = true;
        for (int i = from; i < to; i++) {
            int b = in.getUnsignedByte(i);
            boolean space = b == HttpConstants.SP;
            if (b < HttpConstants.SP || b >= DELETE || (space && afterSpace)) {
                return Optional.of(Problem.badRequest("The request line holds a character that is not allowed there"));
            }
            spaces += space ? 1 : 0;
            afterSpace = space;
        }
        return spaces == 2 && !afterSpace
                ? Optional.empty()
                : Optional.of(Problem.badRequest("The request line is not: method, target, version"));
    }

    private Optional<Problem> header(ByteBuf in, int from, int to) {
        int first = in.getByte(from);
        if (first == HttpConstants.SP || first == HORIZONTAL_TAB) {
            return Optional.of(Problem.badRequest("A header is folded over several lines"));
        }
        for (int i = from; i < to; i++) {
            int b = in.getUnsignedByte(i);
            if ((b < HttpConstants.SP && b != HORIZONTAL_TAB) || b == DELETE) {
                return Optional.of(Problem.badRequest("A header holds a control character"));
            }
        }
        headers++;
        return headers <= maxHeaders
                ? Optional.empty()
                : Optional.of(new Problem(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        ErrorCode.TOO_LARGE,
                        "There are more than " + maxHeaders + " headers"));
    }
}
