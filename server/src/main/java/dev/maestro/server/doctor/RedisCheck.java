package dev.maestro.server.doctor;

import dev.maestro.server.backend.redis.RedisCheckup;
import dev.maestro.server.backend.redis.RedisConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at the Redis that hubs share.
 *
 * @param lease how far clocks may be apart before a hub is taken for dead
 */
record RedisCheck(RedisConfig config, Duration lease, Clock clock) implements Check {
    private static final Duration NEAR = Duration.ofSeconds(1);
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<Finding> look() {
        try {
            RedisCheckup redis = RedisCheckup.of(config, clock);
            List<Finding> findings = new ArrayList<>();
            findings.add(fitness(redis));
            findings.add(persistence(redis));
            findings.add(eviction(redis));
            findings.add(login());
            findings.add(clocks(redis));
            findings.add(format(redis));
            return findings;
        } catch (RedisCheckup.FailedException e) {
            String at = "Redis at " + config.url();
            return List.of(
                    e.reached()
                            ? Finding.bad(
                                    name(),
                                    at + " does not let the hub in: " + e.getMessage() + ".",
                                    "Give redis-url the user and password it wants, with rights to all commands.")
                            : Finding.bad(
                                    name(),
                                    at + " cannot be reached: " + e.getMessage() + ".",
                                    "Start it, or correct redis-url."));
        }
    }

    private Finding fitness(RedisCheckup redis) {
        String found = "Redis " + redis.version() + " at " + config.url() + " is reached.";
        if (!redis.newEnough()) {
            return Finding.bad(name(), found, "Take Redis 6.2 or newer.");
        }
        if (redis.loading()) {
            return Finding.warn(name(), found + " It still reads what it has on disk.", "Wait until it has.");
        }
        return redis.role().equals("master")
                ? Finding.ok(name(), found)
                : Finding.bad(
                        name(),
                        found + " It takes no writes: its role is " + redis.role() + ".",
                        "Name the master in redis-url, or Sentinels that know it.");
    }

    private Finding persistence(RedisCheckup redis) {
        if (redis.writesFail()) {
            return Finding.bad(name(), "It could not write to its disk.", "See the log of Redis, and make room there.");
        }
        return redis.appendOnly()
                ? Finding.ok(name(), "What is committed is kept on disk (appendonly yes).")
                : Finding.warn(
                        name(),
                        "What is committed is gone when Redis ends (appendonly no).",
                        "Set appendonly yes, and appendfsync everysec or always.");
    }

    private Finding eviction(RedisCheckup redis) {
        return redis.policy().equals("noeviction")
                ? Finding.ok(name(), "Nothing is thrown away when its memory is full (noeviction).")
                : Finding.bad(
                        name(),
                        "It throws things away when its memory is full (" + redis.policy() + ").",
                        "Set maxmemory-policy noeviction.");
    }

    private Finding login() {
        boolean away = config.url().hosts().stream().anyMatch(host -> !HERE.contains(host.name()));
        if (config.url().login() == null) {
            return away
                    ? Finding.warn(
                            name(),
                            "It lets in whoever reaches it, without a password.",
                            "Set a password there (requirepass, or a user of its own), and in redis-url.")
                    : Finding.ok(name(), "It is on this machine, and asks for no password.");
        }
        return away && !config.url().tls()
                ? Finding.warn(
                        name(),
                        "The password and all data go to it unencrypted.",
                        "Use rediss://, or a network of its own.")
                : Finding.ok(name(), "The hub logs in there.");
    }

    private Finding clocks(RedisCheckup redis) {
        Duration apart = redis.ahead().abs();
        String found = "Its clock is %d ms %s this machine's."
                .formatted(apart.toMillis(), redis.ahead().isNegative() ? "behind" : "ahead of");
        String mend = "Have both machines keep their clocks right by NTP.";
        if (apart.compareTo(lease) > 0) {
            return Finding.bad(name(), found, mend);
        }
        return apart.compareTo(NEAR) > 0 ? Finding.warn(name(), found, mend) : Finding.ok(name(), found);
    }

    private Finding format(RedisCheckup redis) {
        String place = "under " + config.keyPrefix();
        if (redis.format().isEmpty()) {
            return Finding.ok(name(), "No hub has kept anything there yet, " + place + ".");
        }
        return redis.format().get().equals(RedisCheckup.FORMAT)
                ? Finding.ok(name(), "What hubs keep there, " + place + ", is of format " + RedisCheckup.FORMAT + ".")
                : Finding.bad(
                        name(),
                        "What is there, " + place + ", is of format "
                                + redis.format().get() + ", not " + RedisCheckup.FORMAT + ".",
                        "Use the hub that wrote it, finish the import, or choose another redis.key-prefix.");
    }
}
