package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.SharedLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry in Redis ({@code registry.lua}): a hash a space. An entry whose lease is over goes when it is next seen. */
final class RedisRegistry implements Registry {
    private static final RedisScript SCRIPT = RedisScript.named("registry.lua");
    private static final byte[] NONE = {};

    private final RedisLink link;
    private final RedisKeys keys;
    private final Clock clock;

    RedisRegistry(RedisLink link, RedisKeys keys, Clock clock) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Claim claim(Lease by, String space, String name, JsonBytes value, @Nullable Lease instead) {
        SharedLimits.checkEntry(space, name, value);
        byte[] insteadName = instead == null ? NONE : instead.name().getBytes(UTF_8);
        byte[] insteadToken = instead == null ? NONE : RedisLeases.token(instead);
        List<?> reply = (List<?>) run(space, "claim", name, of(by), value.array(), insteadName, insteadToken);
        byte[] other = (byte[]) reply.get(1);
        return new Claim((Long) reply.get(0) == 1, other == null ? null : entry(name, other));
    }

    @Override
    public boolean put(Lease by, String space, String name, JsonBytes value) {
        SharedLimits.checkEntry(space, name, value);
        return (Long) run(space, "put", name, of(by), value.array()) == 1;
    }

    @Override
    public void remove(Lease by, String space, String name) {
        SharedLimits.checkEntry(space, name);
        Object unused = run(space, "remove", name, of(by));
    }

    @Override
    public Optional<Entry> find(String space, String name) {
        SharedLimits.checkEntry(space, name);
        byte[] found = (byte[]) run(space, "find", name, List.of());
        return Optional.ofNullable(found).map(entry -> entry(name, entry));
    }

    @Override
    public List<Entry> list(String space) {
        SharedLimits.checkSpace(space);
        List<?> found = (List<?>) run(space, "list", "", List.of());
        List<Entry> entries = new ArrayList<>(found.size() / 2);
        for (int i = 0; i < found.size(); i += 2) {
            entries.add(entry(new String((byte[]) found.get(i), UTF_8), (byte[]) found.get(i + 1)));
        }
        entries.sort(Comparator.comparing(Entry::name));
        return List.copyOf(entries);
    }

    private static List<byte[]> of(Lease by) {
        return List.of(by.name().getBytes(UTF_8), RedisLeases.token(by));
    }

    /** Each action is as good twice as once. */
    private Object run(String space, String action, String name, List<byte[]> by, byte[]... more) {
        List<byte[]> arguments = new ArrayList<>(List.of(
                action.getBytes(US_ASCII),
                Long.toString(clock.millis()).getBytes(US_ASCII),
                keys.of("lease", "").getBytes(UTF_8),
                name.getBytes(UTF_8)));
        arguments.addAll(by);
        arguments.addAll(List.of(more));
        List<byte[]> key = List.of(keys.of("registry", space).getBytes(UTF_8));
        return link.read(jedis -> SCRIPT.run(jedis, key, arguments));
    }

    /** Takes apart {@code token length name value}. */
    private static Entry entry(String name, byte[] stored) {
        int afterToken = indexOfSpace(stored, 0);
        int afterLength = indexOfSpace(stored, afterToken + 1);
        int length = Integer.parseInt(new String(stored, afterToken + 1, afterLength - afterToken - 1, US_ASCII));
        int valueAt = afterLength + 1 + length;
        Lease holder = new Lease(
                new String(stored, afterLength + 1, length, UTF_8),
                Long.parseLong(new String(stored, 0, afterToken, US_ASCII)));
        return new Entry(name, holder, JsonBytes.ofUtf8(Arrays.copyOfRange(stored, valueAt, stored.length)));
    }

    private static int indexOfSpace(byte[] stored, int from) {
        int at = from;
        while (stored[at] != ' ') {
            at++;
        }
        return at;
    }
}
