package dev.maestro.server.namespace;

import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.domain.state.StateService;

/**
 * What {@code /ui} needs of the hub.
 *
 * @param backend where sessions are looked up
 * @param projects projects
 * @param spawns offers to start a session's terminal
 * @param states snapshots
 * @param agents gives out the tokens of sessions
 * @param feed how far the news has come
 */
public record UiServices(
        Backend backend,
        ProjectService projects,
        SpawnService spawns,
        StateService states,
        SessionAgents agents,
        FeedPosition feed) {}
