package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.DocumentKind;

/**
 * The names of all keys: the prefix, the shard in braces (a hash tag, so that a cluster keeps what one script touches on
 * one machine), and then:
 *
 * <ul>
 *   <li>{@code state} hash: {@code epoch}, {@code seq} (last event), {@code trimmed} (last event removed), {@code ord} (last
 *       document created), {@code run} (the Redis process that has the log), {@code tenure} (what that is called since it has
 *       it), {@code format}
 *   <li>{@code runs} list: the tenures, newest first, each with the sequence it began after
 *   <li>{@code log} stream: an event has the id {@code sequence-0}; {@code sequence-1} and so on are marks of a new epoch
 *   <li>{@code heads} hash: a project's last native event, which is what {@code ProjectUnchanged} compares
 *   <li>{@code doc:KIND:id} hash: {@code v}ersion, {@code p}roject, {@code o}rd, {@code t}ags, {@code b}ody
 *   <li>{@code kind:KIND}, {@code project:KIND:project}, {@code tag:KIND:tag} sorted sets: ids by ord
 *   <li>{@code answer:name} hash: an answer kept for a repetition; the name is the length of its scope, a colon, its scope
 *       and its key
 *   <li>{@code lane:node} hash: the last group of commits of a node and how it ended
 *   <li>{@code trial:node} text: written, gone at once, to see whether Redis takes writes again
 *   <li>{@code lease:name} hash: {@code token}, {@code until} (epoch milliseconds); gone by itself when its time is over.
 *       A lease is held if the token is its own and {@code until} is after now: a script that checks one asks for
 *       {@code HMGET lease:name token until}
 *   <li>{@code lease-token:last} the last token given
 *   <li>{@code registry:space} hash: an entry by name, as {@code token length name value}: of the holder's lease the token,
 *       the length of its name in bytes, and its name; then the value, without a space before it
 *   <li>{@code live:topic} a channel of pub/sub
 *   <li>{@code secret} text: what the tokens of all nodes are made with
 *   <li>{@code recovery:…}: see {@link RedisRecoveries}
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

    String runs() {
        return base + "runs";
    }

    String secret() {
        return base + "secret";
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

    String heads() {
        return base + "heads";
    }

    String lane(String node) {
        return base + "lane:" + node;
    }

    String ofTag(DocumentKind kind, String tag) {
        return base + "tag:" + kind.name() + ":" + tag;
    }

    /** Returns the key of a kept answer. */
    String answer(String scope, String key) {
        return answers() + answerName(scope, key);
    }

    /** Returns what the keys of all kept answers begin with. */
    String answers() {
        return base + "answer:";
    }

    /** Returns the name of a kept answer, from which both can be told again, since callers choose what they are. */
    static String answerName(String scope, String key) {
        return scope.length() + ":" + scope + key;
    }

    /** Returns a key of one of the parts that name their own. */
    String of(String part, String name) {
        return base + part + ":" + name;
    }
}
