package dev.maestro.server.namespace;

import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.measure.Outcomes;

/**
 * Who is told how it goes in the namespaces.
 *
 * @param logins of who comes in, and who does not
 * @param outcomes of what became of clients' events
 */
public record NamespaceReports(Logins logins, Outcomes outcomes) {
    /** Tells somebody of logins. */
    public NamespaceReports(LoginWatch logins, Outcomes outcomes) {
        this(new Logins(logins), outcomes);
    }
}
