package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.writing.RecoveryBatch;

/** Being built beside this. */
final class RedisRecoveries {
    void apply(RedisSession session, RecoveryBatch batch, long now) {}

    void upkeep(RedisSession session, long now) {}

    void end(RedisSession session, long now) {}
}
