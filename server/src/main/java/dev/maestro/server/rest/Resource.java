package dev.maestro.server.rest;

/** A family of routes. */
public interface Resource {
    /** Adds the routes; called once, before the server starts. */
    void addTo(Routes routes);
}
