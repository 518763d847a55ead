package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.StoreExport;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import dev.maestro.server.backend.form.WordList;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * What a Redis holds. That no hub uses it is looked at before and after it is read: by the nodes that live, and by how far
 * the store has come.
 */
public final class RedisExport implements StoreExport {
    /** The format of what hubs keep in Redis; {@code open.lua} writes it. */
    static final String FORMAT = "1";

    private static final String NODES = "nodes";
    private static final int A_STEP = 200;

    private final RedisConfig config;
    private final RedisLink link;
    private final RedisSession session;
    private final RedisKeys keys;
    private final Clock clock;
    private final Map<String, String> state;

    private RedisExport(
            RedisConfig config, RedisLink link, RedisSession session, Clock clock, Map<String, String> state) {
        this.config = config;
        this.link = link;
        this.session = session;
        this.keys = RedisKeys.of(config.keyPrefix());
        this.clock = clock;
        this.state = state;
    }

    /**
     * Opens what a Redis holds.
     *
     * @throws StoreTransferException if no hub has kept anything there, or one lives
     * @throws BackendStartException if it cannot be reached
     */
    public static RedisExport open(RedisConfig config, Clock clock) {
        RedisLink link = new RedisLink(config, new RedisHealth());
        RedisSession session = connect(config, link);
        try {
            Map<String, String> state =
                    session.jedis().hgetAll(RedisKeys.of(config.keyPrefix()).state());
            RedisExport opened = new RedisExport(config, link, session, clock, state);
            opened.requireFormat();
            opened.requireNoNode();
            return opened;
        } catch (JedisException | BackendUnavailableException e) {
            session.close();
            link.close();
            throw unreadable(config, e);
        } catch (RuntimeException e) {
            session.close();
            link.close();
            throw e;
        }
    }

    static RedisSession connect(RedisConfig config, RedisLink link) {
        try {
            return link.connect();
        } catch (JedisException e) {
            link.close();
            throw new BackendStartException(
                    "Redis at " + config.url() + " cannot be used: " + e.getMessage()
                            + ". See that it runs, that redis-url names it, and that it lets you in.",
                    e);
        }
    }

    @Override
    public StoreHead head() {
        return new StoreHead(said("epoch"), number("seq"), number("trimmed"), number("ord"));
    }

    /** Without the answers, which nothing counts. */
    @Override
    public long rows() {
        try {
            Jedis jedis = session.jedis();
            long documents = Arrays.stream(DocumentKind.values())
                    .mapToLong(kind -> jedis.zcard(keys.ofKind(kind)))
                    .sum();
            return documents
                    + jedis.xlen(keys.log())
                    + jedis.hlen(keys.heads())
                    + jedis.hlen(keys.of("recovery", "places"));
        } catch (JedisException e) {
            throw unreadable(config, e);
        }
    }

    @Override
    public void read(Consumer<StoreRecord> to) {
        try {
            for (DocumentKind kind : DocumentKind.values()) {
                documents(kind, to);
            }
            events(to);
            projectHeads(to);
            answers(to);
            recoveries(to);
            requireNoNode();
            if (!state.equals(session.jedis().hgetAll(keys.state()))) {
                throw inUse("wrote");
            }
        } catch (JedisException | BackendUnavailableException e) {
            throw unreadable(config, e);
        }
    }

    private void requireFormat() {
        if (state.isEmpty()) {
            throw new StoreTransferException("no hub has kept anything in Redis at " + config.url() + " under "
                    + config.keyPrefix() + ". Name another with --redis-url or --redis.key-prefix.");
        }
        if (!FORMAT.equals(state.get("format"))) {
            throw new StoreTransferException("what is in Redis at " + config.url() + " under " + config.keyPrefix()
                    + " has the format " + state.get("format") + ", not " + FORMAT
                    + ". Use the hub that wrote it, or finish the import.");
        }
    }

    private void requireNoNode() {
        if (!new RedisRegistry(link, keys, clock).list(NODES).isEmpty()) {
            throw inUse("uses");
        }
    }

    private StoreTransferException inUse(String how) {
        return new StoreTransferException("a hub " + how + " Redis at " + config.url() + " under " + config.keyPrefix()
                + ", or did some seconds ago. Stop every hub there, and export again.");
    }

    private void documents(DocumentKind kind, Consumer<StoreRecord> to) {
        Jedis jedis = session.jedis();
        long from = 0;
        List<String> ids = jedis.zrange(keys.ofKind(kind), 0, A_STEP - 1);
        while (!ids.isEmpty()) {
            List<List<byte[]>> found = fields(
                    ids.stream().map(id -> bytes(keys.document(kind, id))).toList(), "p", "v", "t", "o", "b");
            for (int i = 0; i < ids.size(); i++) {
                to.accept(document(DocumentKey.of(kind, ids.get(i)), found.get(i)));
            }
            from += ids.size();
            ids = jedis.zrange(keys.ofKind(kind), from, from + A_STEP - 1);
        }
    }

    private StoreRecord document(DocumentKey key, List<byte[]> fields) {
        if (fields.contains(null)) {
            throw new StoreTransferException(
                    key + " is listed in Redis at " + config.url() + " and is not there whole");
        }
        return new StoreRecord.Document(
                key,
                text(fields.get(0)),
                Long.parseLong(text(fields.get(1))),
                Set.copyOf(WordList.read(text(fields.get(2)))),
                Long.parseLong(text(fields.get(3))),
                JsonBytes.ofUtf8(fields.get(4)));
    }

    /** What is no event of this log is none for any reader, nor is what stands behind its last event. */
    private void events(Consumer<StoreRecord> to) {
        byte[] end = bytes(number("seq") + "-0");
        String from = number("trimmed") + 1 + "-0";
        List<Object> entries = session.jedis().xrange(bytes(keys.log()), bytes(from), end, A_STEP);
        while (!entries.isEmpty()) {
            for (Object entry : entries) {
                LogEntry.of(entry).event(said("epoch")).ifPresent(event -> to.accept(record(event)));
            }
            String last = LogEntry.idOf(entries.get(entries.size() - 1));
            entries = session.jedis().xrange(bytes(keys.log()), bytes("(" + last), end, A_STEP);
        }
    }

    private static StoreRecord record(CommittedEvent event) {
        return new StoreRecord.Event(
                event.offset().sequence(),
                event.timestamp(),
                event.name(),
                event.projectId(),
                event.sessionIds(),
                event.data());
    }

    private void projectHeads(Consumer<StoreRecord> to) {
        // What is gone through may be met twice.
        Set<String> seen = new HashSet<>();
        eachField(keys.heads(), (project, head) -> {
            if (seen.add(project)) {
                to.accept(new StoreRecord.ProjectHead(project, Long.parseLong(head)));
            }
        });
    }

    private void answers(Consumer<StoreRecord> to) {
        Set<String> seen = new HashSet<>();
        RedisSweep.each(session.jedis(), keys.answers(), found -> {
            List<byte[]> names =
                    found.stream().filter(name -> seen.add(text(name))).toList();
            List<List<byte[]>> kept = fields(names, "h", "s", "b", "k", "e");
            for (int i = 0; i < names.size(); i++) {
                // Its time may be over meanwhile.
                if (!kept.get(i).contains(null)) {
                    to.accept(answer(text(names.get(i)).substring(keys.answers().length()), kept.get(i)));
                }
            }
        });
    }

    private static StoreRecord answer(String name, List<byte[]> kept) {
        int colon = name.indexOf(':');
        int keyAt = colon + 1 + Integer.parseInt(name.substring(0, colon));
        return new StoreRecord.Answer(
                RedisReads.answer(name.substring(colon + 1, keyAt), name.substring(keyAt), kept, 0),
                Long.parseLong(text(kept.get(4))));
    }

    /** Of a socket that was not seen to go the connection went when its node was last known to run: recovery.lua. */
    private void recoveries(Consumer<StoreRecord> to) {
        Map<String, String> lives = session.jedis().hgetAll(keys.of("recovery", "lives"));
        byte[] gone = bytes(keys.of("recovery", "gone"));
        byte[] states = bytes(keys.of("recovery", "states"));
        Set<String> seen = new HashSet<>();
        eachField(keys.of("recovery", "places"), (pid, place) -> {
            Double went = session.jedis().zscore(gone, bytes(pid));
            byte[] state = session.jedis().hget(states, bytes(pid));
            if (state != null && seen.add(pid)) {
                String life = place.substring(place.indexOf(' ') + 1);
                long goneAt = went == null ? Long.parseLong(lives.getOrDefault(life, "0")) : went.longValue();
                to.accept(new StoreRecord.Recovery(pid, goneAt, JsonBytes.ofUtf8(state)));
            }
        });
    }

    /** Goes through a hash, some fields at a time; one may come twice. */
    private void eachField(String name, BiConsumer<String, String> to) {
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<Map.Entry<byte[], byte[]>> found =
                    session.jedis().hscan(bytes(name), cursor, new ScanParams().count(A_STEP));
            found.getResult().forEach(field -> to.accept(text(field.getKey()), text(field.getValue())));
            cursor = found.getCursorAsBytes();
        } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
    }

    private List<List<byte[]>> fields(List<byte[]> names, String... fields) {
        byte[][] wanted = Arrays.stream(fields).map(RedisExport::bytes).toArray(byte[][]::new);
        try (Pipeline pipeline = session.jedis().pipelined()) {
            List<Response<List<byte[]>>> replies =
                    names.stream().map(name -> pipeline.hmget(name, wanted)).toList();
            pipeline.sync();
            return replies.stream().map(Response::get).toList();
        }
    }

    private String said(String field) {
        String value = state.get(field);
        if (value == null) {
            throw new StoreTransferException(
                    "Redis at " + config.url() + " under " + config.keyPrefix() + " does not say its " + field);
        }
        return value;
    }

    private long number(String field) {
        return Long.parseLong(said(field));
    }

    private static StoreTransferException unreadable(RedisConfig config, RuntimeException e) {
        return new StoreTransferException("Redis at " + config.url() + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        session.close();
        link.close();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
