package dev.maestro.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.ConnectionFacts;
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
                        Operation.of(Tag.HUB, "whoAmI", "Ask who one is to the hub")
                                .answers(Me.class, "Who the caller is."),
                        x -> x.json(200, JsonBytes.of(Me.of(x.principal()))))
                .get(
                        "/api/me/connection",
                        Operation.of(Tag.HUB, "whereAmI", "Ask where one's requests come from, as the hub sees it")
                                .answers(Seen.class, "Where the request came from."),
                        x -> x.json(200, JsonBytes.of(Seen.of(x.facts()))));
    }

    /**
     * Where a request comes from, as the hub sees it: what its limits and its log go by.
     *
     * @param peer the other end of the TCP connection, such as a proxy
     * @param client whom it is for, as far as a trusted proxy says so
     * @param forwarded whether any header of a proxy or tunnel came
     */
    private record Seen(String peer, String client, boolean forwarded) {
        static Seen of(ConnectionFacts facts) {
            return new Seen(facts.peer().getHostAddress(), facts.client().getHostAddress(), facts.forwarded());
        }
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
