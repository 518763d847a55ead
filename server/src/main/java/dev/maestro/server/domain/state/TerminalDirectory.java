package dev.maestro.server.domain.state;

import dev.maestro.protocol.json.JsonBytes;
import java.nio.charset.StandardCharsets;

/** The terminals that run now. Implementations are thread-safe and do not block. */
@FunctionalInterface
public interface TerminalDirectory {
    /** No terminals anywhere. */
    TerminalDirectory EMPTY = projectId -> JsonBytes.ofUtf8("[]".getBytes(StandardCharsets.UTF_8));

    /** Returns a project's terminals, as clients are shown them: a JSON array. */
    JsonBytes of(String projectId);
}
