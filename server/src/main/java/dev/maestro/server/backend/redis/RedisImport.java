package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreImport;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis that is filled. From the beginning to the end its {@code state} has a format that {@code open.lua} does not open,
 * and in {@code importing} a name of the import; in {@code secret} is {@code kept} if there was a secret before.
 */
public final class RedisImport implements StoreImport {
    private static final RedisScript BEGIN = RedisScript.named("import.lua");
    private static final RedisScript UNDO = RedisScript.named("import-undo.lua");
    private static final int RECORDS_A_STEP = 200;
    private static final long BYTES_A_STEP = 1L << 20;
    private static final String IMPORTING = "importing";

    private final RedisConfig config;
    private final RedisLink link;
    private final RedisSession session;
    private final RedisKeys keys;
    private final String epoch;
    private final String name;
    // Confined, as the import is.
    private final List<StoreRecord> waiting = new ArrayList<>();
    private long waitingBytes;
    private boolean ended;

    private RedisImport(RedisConfig config, RedisLink link, RedisSession session, RedisKeys keys, String epoch) {
        this.config = config;
        this.link = link;
        this.session = session;
        this.keys = keys;
        this.epoch = epoch;
        this.name = UUID.randomUUID().toString();
    }

    /**
     * Begins to fill a Redis; what an import before this left is removed.
     *
     * @param epoch the life of the log that comes
     * @throws StoreTransferException if a hub has been there, or something else has these keys
     * @throws BackendStartException if it cannot be reached
     */
    public static RedisImport open(RedisConfig config, String epoch) {
        RedisLink link = new RedisLink(config, new RedisHealth());
        RedisSession session = RedisExport.connect(config, link);
        RedisImport opened = new RedisImport(config, link, session, RedisKeys.of(config.keyPrefix()), epoch);
        try {
            opened.begin();
            return opened;
        } catch (JedisException e) {
            opened.letGo();
            throw opened.unwritable(e);
        } catch (RuntimeException e) {
            opened.letGo();
            throw e;
        }
    }

    private void begin() {
        List<byte[]> names = new ArrayList<>(
                List.of(bytes(keys.state()), bytes(keys.secret()), bytes(keys.log()), bytes(keys.heads())));
        for (DocumentKind kind : DocumentKind.values()) {
            names.add(bytes(keys.ofKind(kind)));
        }
        String said = RedisReads.text(BEGIN.run(session.jedis(), names, List.of(bytes(name))));
        if (said.equals("used")) {
            throw new StoreTransferException("a hub has used Redis at " + config.url() + " under " + config.keyPrefix()
                    + " already, and an import goes into an empty one only. Choose another redis.key-prefix, or remove"
                    + " the keys that begin with " + keys.base());
        }
        if (said.equals("again")) {
            removeAll();
        }
    }

    /** Removes everything but the state, and a secret that was there before; each step only while this is our import. */
    private void removeAll() {
        byte[] state = bytes(keys.state());
        RedisSweep.each(
                session.jedis(),
                keys.base(),
                found -> undo(
                        found.stream().filter(key -> !Arrays.equals(key, state)).toList()));
    }

    /** Removes these, if there are any. */
    private void undo(List<byte[]> unwanted) {
        if (!unwanted.isEmpty() && !isUndone(unwanted)) {
            throw taken();
        }
    }

    private boolean isUndone(List<byte[]> unwanted) {
        List<byte[]> names = new ArrayList<>(List.of(bytes(keys.state()), bytes(keys.secret())));
        names.addAll(unwanted);
        return (Long) UNDO.run(session.jedis(), names, List.of(bytes(name))) == 1;
    }

    @Override
    public void take(StoreRecord record) {
        waiting.add(record);
        waitingBytes += RedisRecords.bytes(record);
        if (waiting.size() == RECORDS_A_STEP || waitingBytes > BYTES_A_STEP) {
            write();
        }
    }

    private void write() {
        try {
            Jedis jedis = session.jedis();
            requireOurs(jedis);
            Transaction step = jedis.multi();
            RedisRecords records = new RedisRecords(keys, epoch, step);
            waiting.forEach(records::add);
            if (step.exec() == null) {
                throw taken();
            }
            records.requireNew();
        } catch (JedisException e) {
            throw unwritable(e);
        }
        waiting.clear();
        waitingBytes = 0;
    }

    /** From here until the step is done nobody else may have begun: then it is not done. */
    private void requireOurs(Jedis jedis) {
        jedis.watch(keys.state());
        if (!name.equals(jedis.hget(keys.state(), IMPORTING))) {
            jedis.unwatch();
            throw taken();
        }
    }

    @Override
    public void finish(StoreHead head) {
        write();
        try {
            Jedis jedis = session.jedis();
            requireOurs(jedis);
            Transaction step = jedis.multi();
            step.hset(
                    keys.state(),
                    Map.of(
                            "epoch", head.epoch(),
                            "seq", Long.toString(head.head()),
                            "trimmed", Long.toString(head.trimmed()),
                            "ord", Long.toString(head.lastOrder()),
                            "format", RedisExport.FORMAT));
            step.hdel(keys.state(), IMPORTING, "secret");
            if (step.exec() == null) {
                throw taken();
            }
        } catch (JedisException e) {
            throw unwritable(e);
        }
        ended = true;
        letGo();
    }

    private StoreTransferException taken() {
        ended = true;
        return new StoreTransferException(
                "another import into the same Redis and prefix has begun, or its keys were" + " removed meanwhile");
    }

    private StoreTransferException unwritable(JedisException e) {
        return new StoreTransferException(
                "Redis at " + config.url() + " cannot be written: " + e.getMessage()
                        + ". What was begun there is no store before it is imported again",
                e);
    }

    private void letGo() {
        session.close();
        link.close();
    }

    @Override
    public void close() {
        if (ended) {
            letGo();
            return;
        }
        ended = true;
        try {
            removeAll();
            if (!isUndone(List.of())) {
                throw taken();
            }
        } catch (JedisException e) {
            throw unwritable(e);
        } finally {
            letGo();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
