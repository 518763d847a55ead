package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import dev.maestro.server.backend.form.WordList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.XAddParams;

/** Puts things that are imported where the scripts look for them, in one step of many. Threads: confined to one. */
final class RedisRecords {
    // No life of a node has this name.
    private static final String IMPORTED = "imported";

    private final RedisKeys keys;
    private final Transaction step;
    private final byte[] epoch;
    private final List<Put> puts = new ArrayList<>();

    /** Puts things of a log of this epoch. */
    RedisRecords(RedisKeys keys, String epoch, Transaction step) {
        this.keys = keys;
        this.epoch = bytes(epoch);
        this.step = step;
    }

    /** Something that must not have been there: the answer is 1 then. */
    private record Put(String what, Response<Long> isNew) {}

    /** Returns about how many bytes a thing has. */
    static long bytes(StoreRecord record) {
        return switch (record.type()) {
            case DOCUMENT -> ((StoreRecord.Document) record).body().lengthBytes();
            case EVENT -> ((StoreRecord.Event) record).data().lengthBytes();
            case ANSWER -> ((StoreRecord.Answer) record).kept().body().lengthBytes();
            case RECOVERY -> ((StoreRecord.Recovery) record).state().lengthBytes();
            case PROJECT_HEAD -> 0;
        };
    }

    void add(StoreRecord record) {
        switch (record.type()) {
            case DOCUMENT -> document((StoreRecord.Document) record);
            case EVENT -> event((StoreRecord.Event) record);
            case PROJECT_HEAD -> projectHead((StoreRecord.ProjectHead) record);
            case ANSWER -> answer((StoreRecord.Answer) record);
            case RECOVERY -> recovery((StoreRecord.Recovery) record);
        }
    }

    /**
     * Makes sure that each was put where nothing was; when the step is done.
     *
     * @throws StoreTransferException naming what was not
     */
    void requireNew() {
        for (Put put : puts) {
            if (put.isNew().get() != 1) {
                throw new StoreTransferException(put.what() + " comes twice");
            }
        }
    }

    private void document(StoreRecord.Document document) {
        String kind = document.key().kind().name();
        String id = document.key().id();
        byte[] key = bytes(keys.document(document.key().kind(), id));
        double order = document.order();
        puts.add(new Put(kind + " " + id, step.hsetnx(key, bytes("v"), bytes(document.version()))));
        step.hset(
                key,
                Map.of(
                        bytes("p"), bytes(document.projectId()),
                        bytes("o"), bytes(document.order()),
                        bytes("t"), bytes(WordList.write(new TreeSet<>(document.tags()))),
                        bytes("b"), document.body().array()));
        step.zadd(keys.ofKind(document.key().kind()), order, id);
        step.zadd(keys.ofProject(document.key().kind(), document.projectId()), order, id);
        document.tags().forEach(tag -> step.zadd(keys.ofTag(document.key().kind(), tag), order, id));
    }

    private void event(StoreRecord.Event event) {
        step.xadd(
                bytes(keys.log()),
                XAddParams.xAddParams().id(event.sequence(), 0),
                Map.of(
                        bytes("e"), epoch,
                        bytes("t"), bytes(event.timestamp()),
                        bytes("n"), bytes(event.name().wire()),
                        bytes("p"), bytes(event.projectId()),
                        bytes("s"), bytes(WordList.write(event.sessionIds())),
                        bytes("d"), event.data().array()));
    }

    private void projectHead(StoreRecord.ProjectHead head) {
        puts.add(new Put(
                "the head of project " + head.projectId(),
                step.hsetnx(keys.heads(), head.projectId(), Long.toString(head.sequence()))));
    }

    /** Of a life that is over, whose visits ended when their connections went. */
    private void recovery(StoreRecord.Recovery recovery) {
        byte[] pid = bytes(recovery.pid());
        byte[] place = bytes(Math.max(1, recovery.goneAt()) + " " + IMPORTED);
        puts.add(new Put(
                "what is kept of a socket",
                step.hsetnx(
                        bytes(keys.of("recovery", "states")),
                        pid,
                        recovery.state().array())));
        step.hset(bytes(keys.of("recovery", "places")), pid, place);
        step.zadd(bytes(keys.of("recovery", "gone")), recovery.goneAt(), pid);
        step.sadd(bytes(keys.of("recovery", "of:" + IMPORTED)), pid);
    }

    private void answer(StoreRecord.Answer answer) {
        byte[] key = bytes(keys.answer(answer.kept().scope(), answer.kept().key()));
        puts.add(new Put(
                "an answer to " + answer.kept().key(),
                step.hsetnx(key, bytes("h"), bytes(answer.kept().requestHash()))));
        step.hset(
                key,
                Map.of(
                        bytes("s"), bytes(answer.kept().status()),
                        bytes("b"), answer.kept().body().array(),
                        bytes("k"), bytes(answer.kept().keepFor().toMillis()),
                        bytes("e"), bytes(answer.expiresAt())));
        step.pexpireAt(key, answer.expiresAt());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }
}
