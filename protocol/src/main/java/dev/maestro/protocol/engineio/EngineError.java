package dev.maestro.protocol.engineio;

import dev.maestro.protocol.json.JsonBytes;

/** The specified refusals of an Engine.IO request, in the order of their codes. */
public enum EngineError {
    UNKNOWN_TRANSPORT(400, "Transport unknown"),
    UNKNOWN_SID(400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(400, "Bad handshake method"),
    BAD_REQUEST(400, "Bad request"),
    FORBIDDEN(403, "Forbidden"),
    UNSUPPORTED_PROTOCOL_VERSION(400, "Unsupported protocol version");

    private final int httpStatus;
    private final JsonBytes body;

    EngineError(int httpStatus, String message) {
        this.httpStatus = httpStatus;
        this.body = JsonBytes.of(new Body(ordinal(), message));
    }

    /** Returns the HTTP status of the answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Returns the answer's body, {@code {"code":…,"message":…}}. */
    public JsonBytes body() {
        return body;
    }

    private record Body(int code, String message) {}
}
