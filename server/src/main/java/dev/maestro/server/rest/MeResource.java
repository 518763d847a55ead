package dev.maestro.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/me}: who the caller is to the hub, and what it may see and do at this moment. */
final class MeResource implements Resource {
    @Override
    public void addTo(Routes routes) {
        routes.get(
                "/api/me",
                Operation.of(Tag.HUB, "whoAmI", "Ask who one is to the hub").answers(Me.class, "Who the caller is."),
                x -> x.json(200, JsonBytes.of(Me.of(x.principal()))));
    }

    /**
     * The answer.
     *
     * @param projectIds empty when it is all projects
     * @param expiresAt when the token ends, in epoch ms; left out when it does not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Me(
            String kind,
            String id,
            @Nullable String email,
            boolean allProjects,
            List<String> projectIds,
            List<String> permissions,
            @Nullable Long expiresAt) {
        static Me of(Principal principal) {
            return new Me(
                    principal.kind().name().toLowerCase(Locale.ROOT),
                    principal.id(),
                    principal.email(),
                    principal.access().all(),
                    principal.access().projectIds().stream().sorted().toList(),
                    principal.permissions().stream()
                            .map(Permission::wire)
                            .sorted()
                            .toList(),
                    principal.end().map(Instant::toEpochMilli).orElse(null));
        }
    }
}
