package dev.maestro.server.domain.session;

import dev.maestro.protocol.command.SpawnSession;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import java.util.List;
import java.util.Map;

/** Reads what a session to be spawned is to be like. */
public final class SpawnFields {
    private SpawnFields() {}

    /** Reads it for whoever has to say in which project. */
    public static SpawnSession read(Fields fields) {
        return rest(fields, fields.requiredText("projectId", Limit.WORD));
    }

    /** Reads it for whoever is in a project already; what is said of one does not count. */
    public static SpawnSession readInProject(Fields fields) {
        return rest(fields, fields.text("projectId", Limit.WORD, ""));
    }

    private static SpawnSession rest(Fields fields, String projectId) {
        String name = fields.sayingText("name", Limit.TITLE, "");
        return new SpawnSession(
                projectId,
                fields.words("taskIds", List.of()),
                fields.words(fields.eitherName("skills", "skillIds"), List.of()),
                name.isEmpty() ? null : name,
                fields.clearableText("spawnedBy", Limit.WORD, null),
                fields.clearableText("spawnReason", Limit.LINE, null),
                fields.clearableText("agentId", Limit.WORD, null),
                fields.texts("env", Map.of()));
    }
}
