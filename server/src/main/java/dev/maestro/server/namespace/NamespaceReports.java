package dev.maestro.server.namespace;

import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.namespace.event.ClientEventCounts;

/**
 * Who is told how it goes in the namespaces.
 *
 * @param logins of who comes in, and who does not
 * @param outcomes of what became of clients' events
 * @param events the same by their names
 */
public record NamespaceReports(Logins logins, Outcomes outcomes, ClientEventCounts events) {
    /** Tells somebody of logins. */
    public NamespaceReports(LoginWatch logins, Outcomes outcomes, ClientEventCounts events) {
        this(new Logins(logins), outcomes, events);
    }
}
