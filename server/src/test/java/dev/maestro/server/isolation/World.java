package dev.maestro.server.isolation;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.auth.TokenVerifier;
import dev.maestro.server.domain.Services;
import dev.maestro.server.rest.MailResource;
import dev.maestro.server.rest.ProjectResource;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.rest.RestConfig;
import dev.maestro.server.rest.RestServer;
import dev.maestro.server.rest.RouteNames;
import dev.maestro.server.rest.SessionResource;
import dev.maestro.server.rest.StateResource;
import dev.maestro.server.rest.TaskResource;
import dev.maestro.server.rest.TeamMemberResource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A REST server in which a token {@code user:<project>} is that of a user who may see that project only. */
final class World implements AutoCloseable {
    private static final String USER = "user:";

    private final Services services = new Services();
    private final List<Resource> resources = List.of(
            new ProjectResource(services.projects),
            new TaskResource(services.tasks, services.subtasks, services.claims),
            new SessionResource(
                    services.sessions,
                    services.sessionTasks,
                    services.spawning,
                    services.modals,
                    services.reports,
                    services.agents),
            new TeamMemberResource(services.team),
            new MailResource(services.mail, services.waits),
            new StateResource(services.state));
    private final RestServer server = RestServer.start(
            new RestConfig(
                    "key",
                    new Authenticator(OriginPolicy.withDefaultsAnd(List.of()), World::user, services.agents),
                    List::of,
                    access -> Services.bytes("{}"),
                    16),
            resources);
    final Door door = new Door(
            URI.create("http://127.0.0.1:" + server.port()),
            Map.of("X-Maestro-Front", "key", "X-Maestro-Peer", "127.0.0.1"));

    List<String> routes() {
        return RouteNames.of(resources);
    }

    /** Returns the token of a user who may see one project. */
    String userOf(String project) {
        return USER + project;
    }

    private static Principal user(String token) {
        if (!token.startsWith(USER)) {
            throw TokenVerifier.refusal();
        }
        String project = token.substring(USER.length());
        return new Principal(
                Principal.Kind.USER, "somebody", null, ProjectAccess.to(Set.of(project)), Permission.usual(), null);
    }

    @Override
    public void close() {
        server.stop();
        services.close();
    }
}
