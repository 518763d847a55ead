package dev.maestro.protocol.model;

import java.util.List;

/**
 * What several people think of a message, in one sign.
 *
 * @param emoji the sign, or a short word
 * @param userIds who they are, each once, the first first; at most 100
 */
public record Reaction(String emoji, List<String> userIds) {
    public Reaction {
        userIds = List.copyOf(userIds);
    }
}
