package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.Optional;

/** The namespaces of one project, named by its name or id. */
final class ProjectPlace {
    private static final String NAME = "name";

    private final String nameOrId;
    private final ProjectService projects;

    ProjectPlace(HubNamespace namespace, ProjectService projects) {
        this.nameOrId = namespace.parameter(NAME);
        this.projects = projects;
    }

    /**
     * Lets somebody in who may see the project; as long as it stays it is in that one, whatever the name means by then.
     *
     * @throws HubException {@code not_found} or {@code conflict}
     */
    void admit(HubClient client, Principal principal) {
        Optional<String> entered =
                Principals.find(client).flatMap(known -> SocketScope.of(client).project());
        if (entered.isEmpty()) {
            SocketScope.project(projects.idOf(Callers.of(principal), nameOrId)).setOn(client);
        } else if (!principal.maySee(entered.get())) {
            throw HubException.of(ErrorCode.NOT_FOUND, "Project not found");
        }
    }

    /** Gives a client that is new the room of the project. */
    static void entered(HubClient client) {
        if (!client.recovered()) {
            Doors.joinOwnRooms(client);
        }
    }

    /** Returns the project a client is in by being in the namespace. */
    static String of(HubClient client) {
        return SocketScope.of(client)
                .project()
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Project not found"));
    }
}
