package dev.maestro.server.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how to log in there.
 *
 * <p>{@code redis://[user:password@]host[:port][/database]}, {@code rediss://…} over TLS, and
 * {@code redis-sentinel://[user:password@]host[:port],host[:port]…/master[?db=database&sentinel-user=…&sentinel-password=…]}
 * ({@code rediss-sentinel://} over TLS), whose hosts are those of the Sentinels. User and password are percent-encoded; a
 * password alone, as {@code :password@}, is the default user's.
 *
 * @param hosts the Redis, or the Sentinels that know it, at least one
 * @param tls whether connections are encrypted, the server's certificate checked by the JVM's trust store
 * @param login who logs in; null for nobody
 * @param database its number, 0 or more
 * @param sentinel how to ask the Sentinels; null when the host is the Redis
 */
public record RedisUrl(
        List<Host> hosts,
        boolean tls,
        @Nullable Login login,
        int database,
        @Nullable Sentinel sentinel) {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final Pattern FORM = Pattern.compile("(redis|rediss|redis-sentinel|rediss-sentinel)://"
            + "(?:([^@/?#]*)@)?([^@/?#]+)(?:/([^/?#]*))?(?:\\?([^#]*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_DATABASE = 1_000_000;

    public RedisUrl {
        hosts = List.copyOf(hosts);
    }

    /**
     * A machine and its port.
     *
     * @param name a host name or a literal address, without brackets
     */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /**
     * A user and its password.
     *
     * @param user an ACL user; null for the default one
     */
    public record Login(@Nullable String user, String password) {
        /** Shows nothing of the password. */
        @Override
        public String toString() {
            return (user == null ? "" : user) + ":***";
        }
    }

    /**
     * How Sentinels are asked.
     *
     * @param master the name they know the Redis by
     * @param login who logs in at the Sentinels themselves; null for nobody
     */
    public record Sentinel(String master, @Nullable Login login) {}

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it, as it may hold a password
     */
    public static RedisUrl parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a Redis URL");
        }
        String scheme = form.group(1);
        boolean sentinels = scheme.endsWith("-sentinel");
        List<Host> hosts = hosts(form.group(3), sentinels ? SENTINEL_PORT : REDIS_PORT);
        Optional<String> path = Optional.ofNullable(form.group(4)).filter(given -> !given.isEmpty());
        String query = Optional.ofNullable(form.group(5)).orElse("");
        if (!sentinels && (hosts.size() > 1 || !query.isEmpty())) {
            throw new IllegalArgumentException("one host and no query, or the scheme redis-sentinel");
        }
        if (sentinels && path.isEmpty()) {
            throw new IllegalArgumentException("the name of the master is missing");
        }
        return new RedisUrl(
                hosts,
                scheme.startsWith("rediss"),
                login(form.group(2)),
                sentinels
                        ? parameter(query, "db").map(RedisUrl::database).orElse(0)
                        : path.map(RedisUrl::database).orElse(0),
                sentinels ? new Sentinel(decoded(path.orElseThrow()), sentinelLogin(query)) : null);
    }

    private static List<Host> hosts(String text, int usualPort) {
        List<Host> hosts = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            Matcher host = HOST.matcher(item);
            if (!host.matches()) {
                throw new IllegalArgumentException("not a host and port");
            }
            int port = host.group(2) == null ? usualPort : Integer.parseInt(host.group(2));
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException("port is " + port);
            }
            hosts.add(new Host(host.group(1).replaceAll("[\\[\\]]", ""), port));
        }
        return hosts;
    }

    private static @Nullable Login login(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("user and password are separated by a colon");
        }
        String user = decoded(text.substring(0, colon));
        return new Login(user.isEmpty() ? null : user, decoded(text.substring(colon + 1)));
    }

    private static @Nullable Login sentinelLogin(String query) {
        return parameter(query, "sentinel-password")
                .map(password -> new Login(parameter(query, "sentinel-user").orElse(null), password))
                .orElse(null);
    }

    private static Optional<String> parameter(String query, String name) {
        for (String item : query.split("&", -1)) {
            if (item.startsWith(name + "=")) {
                return Optional.of(decoded(item.substring(name.length() + 1)));
            }
        }
        return Optional.empty();
    }

    private static int database(String text) {
        int number = Integer.parseInt(text);
        if (number < 0 || number > MAX_DATABASE) {
            throw new IllegalArgumentException("database is " + number);
        }
        return number;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns how it may be shown: without passwords. */
    @Override
    public String toString() {
        String at = login == null ? "" : login + "@";
        String where = String.join(",", hosts.stream().map(Host::toString).toList());
        return sentinel == null
                ? (tls ? "rediss://" : "redis://") + at + where + "/" + database
                : (tls ? "rediss-sentinel://" : "redis-sentinel://") + at + where + "/" + sentinel.master() + "?db="
                        + database;
    }
}
