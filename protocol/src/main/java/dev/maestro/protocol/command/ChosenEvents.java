package dev.maestro.protocol.command;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events a client of the portal wants to hear.
 *
 * @param events their names; none for all
 * @param projectName the name or id of the project it is about; null for every project
 */
public record ChosenEvents(List<String> events, @Nullable String projectName) {
    public ChosenEvents {
        events = List.copyOf(events);
    }

    /** Returns the project it is about, if it is one. */
    public Optional<String> project() {
        return Optional.ofNullable(projectName);
    }
}
