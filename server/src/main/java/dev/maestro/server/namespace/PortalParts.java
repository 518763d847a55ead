package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.portal.CommandHandlers;
import dev.maestro.server.portal.LastNews;
import dev.maestro.server.portal.People;
import dev.maestro.server.portal.ProjectStanding;
import dev.maestro.server.portal.Typing;
import java.util.Set;

/**
 * What the portal's namespaces need of the hub.
 *
 * @param backend where is read how projects stand
 * @param projects projects
 * @param chat messages
 * @param news when something last happened in each project
 * @param people who is in which project
 * @param typing who types
 * @param commands who runs which command
 * @param builtIns the names of the commands every chat has
 */
public record PortalParts(
        Backend backend,
        ProjectService projects,
        ChatService chat,
        LastNews news,
        People people,
        Typing typing,
        CommandHandlers commands,
        Set<String> builtIns) {
    public PortalParts {
        builtIns = Set.copyOf(builtIns);
    }

    /** Returns how a project stands; blocks. */
    ProjectStanding standing(String projectId) {
        return ProjectStanding.read(backend, news, projectId);
    }

    /**
     * Checks that no client would run what every chat has.
     *
     * @throws HubException {@code conflict}
     */
    void requireNotBuiltIn(Set<String> commands) {
        for (String command : commands) {
            if (builtIns.contains(command)) {
                throw HubException.of(ErrorCode.CONFLICT, "the hub itself runs /" + command);
            }
        }
    }
}
