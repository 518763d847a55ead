package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.SharedSecret;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/**
 * The secret of all nodes, at the key {@code secret} as base64url.
 *
 * <p>Life-cycle: as long as the connections it is given; one that was {@link #open opened} by itself until it is closed.
 */
public final class RedisSecret implements SharedSecret, AutoCloseable {
    private final RedisLink link;
    private final byte[] key;

    RedisSecret(RedisLink link, RedisKeys keys) {
        this.link = link;
        this.key = keys.secret().getBytes(US_ASCII);
    }

    /** Returns the secret of a Redis, for whoever needs nothing else of it; nothing is connected before it is asked for. */
    public static RedisSecret open(RedisConfig config) {
        return new RedisSecret(new RedisLink(config, new RedisHealth()), RedisKeys.of(config.keyPrefix()));
    }

    @Override
    public Optional<byte[]> find() {
        return link.read(jedis -> Optional.ofNullable(jedis.get(key)).map(RedisSecret::decoded));
    }

    @Override
    public byte[] keep(byte[] offered) {
        byte[] text = Base64.getUrlEncoder().withoutPadding().encode(offered);
        // Twice is as good as once.
        return link.read(jedis -> keep(jedis, text));
    }

    private byte[] keep(Jedis jedis, byte[] text) {
        jedis.set(key, text, SetParams.setParams().nx());
        byte @Nullable [] standing = jedis.get(key);
        if (standing == null) {
            throw new BackendUnavailableException("the secret in Redis is gone as soon as it was kept");
        }
        return decoded(standing);
    }

    private static byte[] decoded(byte[] text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BackendUnavailableException("the secret in Redis is not one that a hub keeps there", e);
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
