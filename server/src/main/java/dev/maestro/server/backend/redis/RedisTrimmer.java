package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Offset;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old events from the log, a bite at a time. Every node does; what another has removed already costs nothing.
 *
 * <p>Threads: confined to one.
 */
final class RedisTrimmer {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTrimmer.class);

    private static final RedisScript TRIM = RedisScript.named("trim.lua");
    // Some milliseconds of work: the longest that others wait because of it.
    private static final int EVENTS_A_BITE = 2_000;

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisConfig config;
    private final Clock clock;

    RedisTrimmer(RedisLink link, RedisKeys keys, RedisConfig config, Clock clock) {
        this.link = link;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a bite left.
     *
     * @param trimmed the last event that was removed
     * @param more whether there is more to remove
     */
    record Tidied(Offset trimmed, boolean more) {}

    /** Removes some of what is to go; empty when Redis cannot do it now. */
    Optional<Tidied> bite() {
        long oldestKept = clock.millis() - config.eventMaxAge().toMillis();
        List<byte[]> names = List.of(bytes(keys.state()), bytes(keys.log()));
        List<byte[]> arguments = List.of(
                bytes(Long.toString(config.eventMaxCount())),
                bytes(Long.toString(oldestKept)),
                bytes(Integer.toString(EVENTS_A_BITE)));
        try {
            List<?> reply = (List<?>) link.write(jedis -> TRIM.run(jedis, names, arguments));
            if (reply.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Tidied(
                    new Offset(new String((byte[]) reply.get(0), UTF_8), (Long) reply.get(1)),
                    new String((byte[]) reply.get(2), UTF_8).equals("1")));
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("old events stay for now");
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
