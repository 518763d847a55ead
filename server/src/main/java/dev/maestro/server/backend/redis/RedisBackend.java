package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.Change;
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
import dev.maestro.server.backend.writing.WriteQueue;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The backend that many nodes share: one Redis, 6.2 or newer.
 *
 * <p>How long what is committed survives is as the Redis is set: docs/adr/0014-redis-as-the-shared-store.md.
 */
public final class RedisBackend implements Backend {
    private final RedisHealth health;
    private final RedisLink link;
    private final Parts parts;

    /** What it is made of, all over one link. */
    private record Parts(
            RedisReads reads,
            RedisWriter writer,
            RedisFeed feed,
            RedisRecoverySessions recoverySessions,
            RedisLive live,
            RedisLeases leases,
            RedisRegistry registry) {}

    private RedisBackend(RedisHealth health, RedisLink link, Parts parts) {
        this.health = health;
        this.link = link;
        this.parts = parts;
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
        RedisKeys keys = RedisKeys.of(config.keyPrefix());
        RedisLog log = new RedisLog(keys);
        try (RedisSession session = link.connect()) {
            RedisLog.State unused = log.open(session);
        } catch (JedisException e) {
            link.close();
            throw new BackendStartException(
                    "Redis at " + config.url() + " cannot be used: " + reason(e)
                            + "; start it, or mend redis-url or what it names",
                    e);
        }
        String node = RedisWriter.newNode();
        WriteQueue queue = new WriteQueue(config.commitQueueCapacity());
        CommitLane lane = new CommitLane(link, log, health, new CommitScript(keys, node), config.timeout());
        RedisRecoveries recoveries = new RedisRecoveries(keys, node, config.recoveryWindow());
        RedisWriter writer = new RedisWriter(queue, lane, recoveries, clock);
        writer.start();
        return new RedisBackend(
                health,
                link,
                new Parts(
                        new RedisReads(link, keys, clock),
                        writer,
                        RedisFeed.start(link, keys, log, health, config, clock),
                        new RedisRecoverySessions(queue, link, recoveries, clock, config.recoveryWindow()),
                        RedisLive.start(link, keys, health, config.timeout()),
                        new RedisLeases(link, keys, clock),
                        new RedisRegistry(link, keys, clock)));
    }

    /** Says what went wrong, down to its first cause: what Jedis says of a connection that failed is not why. */
    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && reason.indexOf(message) < 0) {
                reason.append(" (").append(message).append(')');
            }
        }
        return reason.toString().replaceFirst("\\.$", "");
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        Set<DocumentKey> changed = new HashSet<>();
        for (Change change : commit.changes()) {
            if (!changed.add(change.key())) {
                return CompletableFuture.failedStage(
                        new IllegalArgumentException("two changes of " + change.key() + " in one commit"));
            }
        }
        return parts.writer.submit(commit);
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return parts.reads.find(key);
    }

    @Override
    public Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        return parts.reads.findAll(keys);
    }

    @Override
    public DocumentPage list(DocumentQuery query) {
        return parts.reads.list(query);
    }

    @Override
    public long count(DocumentKind kind, @Nullable String tag) {
        return parts.reads.count(kind, tag);
    }

    @Override
    public ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        return parts.reads.snapshot(projectId, kinds);
    }

    @Override
    public Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        return parts.reads.findAnswer(scope, key);
    }

    @Override
    public EventFeed feed() {
        return parts.feed;
    }

    @Override
    public RecoverySessions recoverySessions() {
        return parts.recoverySessions;
    }

    @Override
    public LiveChannel live() {
        return parts.live;
    }

    @Override
    public Leases leases() {
        return parts.leases;
    }

    @Override
    public Registry registry() {
        return parts.registry;
    }

    @Override
    public List<String> troubles() {
        return health.troubles();
    }

    @Override
    public synchronized void close() {
        parts.writer.close();
        parts.feed.close();
        parts.live.close();
        link.close();
    }
}
