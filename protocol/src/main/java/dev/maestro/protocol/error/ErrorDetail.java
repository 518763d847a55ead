package dev.maestro.protocol.error;

/**
 * One fault of a payload.
 *
 * @param path where it is, as a JSON Pointer (RFC 6901) such as {@code /title}; empty for the whole payload
 * @param message what is wrong there, naming the value and the limit
 */
public record ErrorDetail(String path, String message) {}
