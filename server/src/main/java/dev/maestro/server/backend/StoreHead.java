package dev.maestro.server.backend;

/**
 * How far a store has come.
 *
 * @param epoch the life of its log
 * @param head the sequence of the last event; 0 before the first
 * @param trimmed the sequence of the last event that was removed; 0 when none was
 * @param lastOrder the place in creation order of the last document created, which may be removed since
 */
public record StoreHead(String epoch, long head, long trimmed, long lastOrder) {
    public StoreHead {
        if (epoch.isEmpty() || trimmed < 0 || head < trimmed || lastOrder < 0) {
            throw new IllegalArgumentException("a store cannot have come so far: head " + head + ", trimmed " + trimmed
                    + ", last order " + lastOrder);
        }
    }
}
