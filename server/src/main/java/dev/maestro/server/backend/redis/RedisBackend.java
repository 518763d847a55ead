package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.StoredDocument;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The backend that many nodes share: one Redis, 6.2 or newer.
 *
 * <p>How long what is committed survives is as the Redis is set: docs/adr/0014-redis-as-the-shared-store.md.
 */
public final class RedisBackend implements Backend {
    private final RedisHealth health;
    private final RedisLink link;

    private RedisBackend(RedisHealth health, RedisLink link) {
        this.health = health;
        this.link = link;
    }

    /**
     * Opens the store.
     *
     * @param clock the time of commits, and by which events and answers grow old
     * @throws BackendStartException if the Redis cannot be reached, is too old, or holds something else under the prefix
     */
    public static RedisBackend open(RedisConfig config, Clock clock) {
        RedisHealth health = new RedisHealth();
        RedisLink link = new RedisLink(config, health);
        RedisLog log = new RedisLog(RedisKeys.of(config.keyPrefix()));
        try (RedisSession session = link.connect()) {
            RedisLog.State unused = log.open(session);
        } catch (JedisException e) {
            throw new BackendStartException("Redis at " + config.url() + " cannot be used: " + e.getMessage(), e);
        }
        return new RedisBackend(health, link);
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        throw new IllegalStateException("being built");
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        throw new IllegalStateException("being built");
    }

    @Override
    public Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        throw new IllegalStateException("being built");
    }

    @Override
    public DocumentPage list(DocumentQuery query) {
        throw new IllegalStateException("being built");
    }

    @Override
    public ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        throw new IllegalStateException("being built");
    }

    @Override
    public Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        throw new IllegalStateException("being built");
    }

    @Override
    public EventFeed feed() {
        throw new IllegalStateException("being built");
    }

    @Override
    public RecoverySessions recoverySessions() {
        throw new IllegalStateException("being built");
    }

    @Override
    public LiveChannel live() {
        throw new IllegalStateException("being built");
    }

    @Override
    public Leases leases() {
        throw new IllegalStateException("being built");
    }

    @Override
    public Registry registry() {
        throw new IllegalStateException("being built");
    }

    @Override
    public List<String> troubles() {
        return health.troubles();
    }

    @Override
    public void close() {
        link.close();
    }
}
