package dev.maestro.server.backend.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the Redis now: the last failure of each way to use it, until one works again. Each change is one line
 * in the log.
 *
 * <p>Threads: thread-safe.
 */
final class RedisHealth {
    private static final Logger LOG = LoggerFactory.getLogger(RedisHealth.class);

    /** The ways to use it. */
    enum Way {
        WRITING("Redis takes no writes"),
        READING("Redis cannot be read"),
        NEWS("the news cannot be read from Redis"),
        LIVE("nodes cannot hear each other through Redis");

        private final String trouble;

        Way(String trouble) {
            this.trouble = trouble;
        }
    }

    // Guarded by itself.
    private final Map<Way, String> troubles = new EnumMap<>(Way.class);

    void failed(Way way, Throwable cause) {
        String trouble = way.trouble + ": " + cause.getMessage();
        boolean news;
        synchronized (troubles) {
            news = troubles.put(way, trouble) == null;
        }
        if (news) {
            // The sentence says it; where in the code it was found helps only who looks for a fault there.
            LOG.atWarn().addKeyValue("why", cause.getMessage()).log(way.trouble);
            LOG.atDebug().setCause(cause).log(way.trouble);
        }
    }

    void worked(Way way) {
        boolean news;
        synchronized (troubles) {
            news = troubles.remove(way) != null;
        }
        if (news) {
            LOG.atInfo().addKeyValue("way", way).log("Redis works again");
        }
    }

    boolean isWell(Way way) {
        synchronized (troubles) {
            return !troubles.containsKey(way);
        }
    }

    List<String> troubles() {
        synchronized (troubles) {
            return new ArrayList<>(troubles.values());
        }
    }
}
