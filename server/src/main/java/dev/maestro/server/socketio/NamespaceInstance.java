package dev.maestro.server.socketio;

import java.util.Map;

/**
 * One namespace of a template.
 *
 * @param template the template's text
 * @param name the namespace's name as its clients spell it
 * @param parameters the template's parameters, decoded
 */
public record NamespaceInstance(String template, String name, Map<String, String> parameters) {
    public NamespaceInstance {
        parameters = Map.copyOf(parameters);
    }
}
