package dev.maestro.server.namespace;

import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SpawnService;

/**
 * What agents and those who direct them need of the hub: {@code /cli} and {@code /mobile}.
 *
 * @param sessions sessions
 * @param spawns makes sessions that desktops start
 * @param reports what agents report, and what they are answered
 * @param mail mail
 * @param presence whether agents are there
 * @param terminals types into terminals
 */
public record WorkServices(
        SessionService sessions,
        SpawnService spawns,
        ReportService reports,
        MailService mail,
        AgentPresence presence,
        TerminalInput terminals) {}
