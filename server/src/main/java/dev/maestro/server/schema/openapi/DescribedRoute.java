package dev.maestro.server.schema.openapi;

/**
 * A route and what there is to say of it.
 *
 * @param method such as {@code GET}
 * @param path with its parameters in braces
 */
public record DescribedRoute(String method, String path, Operation operation) {}
