package dev.maestro.server.backend.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A Lua script that Redis runs as one step; sent in full only where Redis does not have it.
 *
 * <p>Threads: immutable.
 */
final class RedisScript {
    private final byte[] source;
    private final byte[] sha;

    private RedisScript(byte[] source) {
        this.source = source;
        this.sha = sha1(source).getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a script that stands beside this class, such as {@code commit.lua}. */
    static RedisScript named(String name) {
        try (InputStream in = RedisScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing");
            }
            return new RedisScript(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it. Replies are as Jedis gives them: {@code Long}, {@code byte[]}, {@code List}, or null. */
    Object run(Jedis jedis, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return jedis.evalsha(sha, keys, arguments);
        } catch (JedisNoScriptException e) {
            return jedis.eval(source, keys, arguments);
        }
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
