package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.DocumentKind;

/**
 * The names of all keys: the prefix, the shard in braces (a hash tag, so that a cluster keeps what one script touches on
 * one machine), and then:
 *
 * <ul>
 *   <li>{@code state} hash: {@code epoch}, {@code seq} (last event), {@code trimmed} (last event removed), {@code ord} (last
 *       document created), {@code run} (the Redis process that last wrote), {@code sub} (marks after the last event),
 *       {@code format}
 *   <li>{@code runs} list: the Redis processes, newest first, each with the sequence it began at
 *   <li>{@code log} stream: an event has the id {@code sequence-0}; {@code sequence-1} and so on are marks of a new epoch
 *   <li>{@code heads} hash: a project's last event
 *   <li>{@code doc:KIND:id} hash: {@code v}ersion, {@code p}roject, {@code o}rd, {@code t}ags, {@code b}ody
 *   <li>{@code kind:KIND}, {@code project:KIND:project}, {@code tag:KIND:tag} sorted sets: ids by ord
 *   <li>{@code answer:hash} hash: an answer kept for a repetition
 *   <li>{@code lane:node} hash: the last group of commits of a node and how it ended
 *   <li>{@code recovery:…}, {@code lease:…}, {@code registry:…}, {@code live:…}: see the classes that use them
 * </ul>
 *
 * @param base what all keys of the shard begin with, the colon included
 */
record RedisKeys(String base) {
    /** The one shard there is: docs/adr/0014. */
    private static final String SHARD = "{hub}";

    static RedisKeys of(String prefix) {
        return new RedisKeys(prefix + SHARD + ":");
    }

    String state() {
        return base + "state";
    }

    String log() {
        return base + "log";
    }

    String document(DocumentKind kind, String id) {
        return base + "doc:" + kind.name() + ":" + id;
    }

    String ofKind(DocumentKind kind) {
        return base + "kind:" + kind.name();
    }

    String ofProject(DocumentKind kind, String projectId) {
        return base + "project:" + kind.name() + ":" + projectId;
    }

    /** Returns a key of one of the parts that name their own. */
    String of(String part, String name) {
        return base + part + ":" + name;
    }
}
