package dev.maestro.protocol.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was changed of the settings while hubs ran. It belongs to no project; there is one, and none as long as nobody has
 * changed anything.
 *
 * @param id always {@value #ID}
 * @param projectId always {@value AuditEntry#HUB}
 * @param changes the settings that are not as hubs were started, by key
 * @param updatedAt when it was changed last, epoch milliseconds
 */
public record RuntimeSettings(String id, String projectId, long version, Map<String, Changed> changes, long updatedAt)
        implements Document {
    /** The id of the one there is. */
    public static final String ID = "settings";

    public RuntimeSettings {
        changes = Collections.unmodifiableMap(new TreeMap<>(changes));
    }

    /**
     * One setting.
     *
     * @param value as it would be written in a settings file
     * @param changedBy who changed it
     * @param changedAt when, epoch milliseconds
     */
    public record Changed(String value, String changedBy, long changedAt) {}
}
