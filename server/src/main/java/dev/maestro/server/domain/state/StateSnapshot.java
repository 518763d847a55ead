package dev.maestro.server.domain.state;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Offset;

/**
 * A project as it was at one moment.
 *
 * @param json {@code {success, sessions, tasks, teamMembers, mail, terminals, modals, offset}}, as clients get it
 * @param offset the moment: events after it follow on this, none before it is missing
 */
public record StateSnapshot(JsonBytes json, Offset offset) {}
