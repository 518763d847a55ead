package dev.maestro.server.namespace;

import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.domain.state.StateService;

/**
 * What {@code /ui} and {@code /mobile} need of the hub.
 *
 * @param projects projects
 * @param spawns offers to start a session's terminal
 * @param states snapshots
 * @param agents gives out the tokens of sessions
 * @param feed how far the news has come
 */
public record UiServices(
        ProjectService projects, SpawnService spawns, StateService states, SessionAgents agents, FeedPosition feed) {}
