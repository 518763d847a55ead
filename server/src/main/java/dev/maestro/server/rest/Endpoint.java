package dev.maestro.server.rest;

/** Answers one kind of request. It may block, and throws what {@link Problems} turns into a problem. */
@FunctionalInterface
interface Endpoint {
    void handle(Exchange exchange);
}
