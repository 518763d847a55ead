package dev.maestro.server.backend.redis;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Goes through keys by the beginning of their names. Redis is kept from others for some moments only. */
final class RedisSweep {
    private static final int KEYS_A_STEP = 1_000;

    private RedisSweep() {}

    /** Hands on the keys that begin so, some at a time; one may come twice. */
    static void each(Jedis jedis, String beginning, Consumer<List<byte[]>> to) {
        ScanParams params = new ScanParams().match(pattern(beginning)).count(KEYS_A_STEP);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<byte[]> found = jedis.scan(cursor, params);
            if (!found.getResult().isEmpty()) {
                to.accept(found.getResult());
            }
            cursor = found.getCursorAsBytes();
        } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
    }

    private static String pattern(String beginning) {
        return beginning.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "*";
    }
}
