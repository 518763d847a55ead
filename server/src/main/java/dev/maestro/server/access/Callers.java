package dev.maestro.server.access;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Caller;
import java.util.Set;

/** The caller that services know of a principal. */
public final class Callers {
    private Callers() {}

    /** Returns the caller; what it may see stays as of whenever it is asked. */
    public static Caller of(Principal principal) {
        Access access = new Live(principal.access());
        return switch (principal.kind()) {
            case LOCAL -> new Caller(principal.id(), principal.key(), access, null, null, null);
            case USER ->
                new Caller(
                        principal.id(),
                        principal.key(),
                        access,
                        null,
                        principal.access().all() ? null : principal.id(),
                        null);
            case AGENT -> new Caller(principal.id(), principal.key(), access, principal.id(), null, null);
        };
    }

    private record Live(ProjectAccess projects) implements Access {
        @Override
        public boolean all() {
            return projects.all();
        }

        @Override
        public boolean sees(String projectId) {
            return projects.includes(projectId);
        }

        @Override
        public boolean seesAsOf(String projectId, JsonBytes project) {
            return projects.includesAsOf(projectId, project);
        }

        @Override
        public Set<String> projectIds() {
            return projects.projectIds();
        }
    }
}
