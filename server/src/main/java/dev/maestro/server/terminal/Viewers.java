package dev.maestro.server.terminal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who watches a terminal, and which of them is its controller: whose keys and whose size count.
 *
 * <p>Threads: guarded by its terminal's lock.
 */
final class Viewers {
    private final Map<String, Viewing> bySocket = new LinkedHashMap<>();

    /** Those whose loop has not heard of it yet: the owner waits for them as it will when it has. */
    private final Set<Viewing> arriving = new HashSet<>();

    /** Who typed last. */
    private @Nullable Viewing controller;

    /** Who viewers were told that it is. */
    private @Nullable Viewing told;

    void arrives(Viewing viewing) {
        arriving.add(viewing);
    }

    /** Waits for one no longer. */
    void arrivesNot(Viewing viewing) {
        arriving.remove(viewing);
    }

    int count() {
        return bySocket.size();
    }

    @Nullable
    Viewing of(String socketId) {
        return bySocket.get(socketId);
    }

    List<Viewing> all() {
        return new ArrayList<>(bySocket.values());
    }

    /** Adds one, in place of what the same socket watched before. */
    void add(Viewing viewing) {
        arriving.remove(viewing);
        Viewing before = bySocket.put(viewing.viewer().socketId(), viewing);
        if (before != null) {
            before.go();
            controller = controller == before ? viewing : controller;
        }
    }

    /** Takes one out; returns whether it was here. */
    boolean remove(Viewing viewing) {
        viewing.go();
        arriving.remove(viewing);
        controller = controller == viewing ? null : controller;
        return bySocket.remove(viewing.viewer().socketId(), viewing);
    }

    /** Takes a socket out, and whatever of it has not arrived yet; returns whether it was here. */
    boolean removeAll(String socketId) {
        List<Viewing> coming =
                arriving.stream().filter(viewing -> viewing.isOf(socketId)).toList();
        coming.forEach(this::remove);
        Viewing here = bySocket.get(socketId);
        return here != null && remove(here);
    }

    /** Returns whether a socket watches, or is about to. */
    boolean knows(String socketId) {
        return bySocket.containsKey(socketId) || arriving.stream().anyMatch(viewing -> viewing.isOf(socketId));
    }

    /** Notes who typed last. */
    void typed(Viewing viewing) {
        controller = viewing;
    }

    /** Returns who typed last, if it still may. */
    private @Nullable Viewing typing() {
        Viewing typedLast = controller;
        return typedLast != null && typedLast.writes() ? typedLast : null;
    }

    private static Control control(@Nullable Viewing typing, Viewing asking) {
        return typing == null ? Control.NOBODY : new Control(typing.viewer().name(), typing == asking);
    }

    /** Returns what one that begins is told of who types; it counts as told. */
    Control begins(Viewing viewing) {
        Control now = control(typing(), viewing);
        viewing.controlled(now);
        viewing.controlTold();
        return now;
    }

    /** Looks who types now; returns those who were told something else. */
    List<Viewing> news() {
        Viewing typing = typing();
        if (typing == told) {
            return List.of();
        }
        told = typing;
        List<Viewing> others = new ArrayList<>();
        for (Viewing viewing : bySocket.values()) {
            if (viewing.controlled(control(typing, viewing))) {
                others.add(viewing);
            }
        }
        return others;
    }

    /**
     * Returns whether a viewer may give the terminal a size: it typed last, or nobody who still may has typed and no other
     * viewer may.
     */
    boolean controls(Viewing viewing) {
        if (!viewing.writes()) {
            return false;
        }
        Viewing typing = typing();
        if (typing != null) {
            return typing == viewing;
        }
        return bySocket.values().stream().noneMatch(other -> other != viewing && other.writes());
    }

    /** Returns after how many nanoseconds the first of those may be stuck for whom the owner is slowed. */
    long stuckAfter(long end, long now) {
        long least = Terminal.STUCK.toNanos();
        for (Viewing viewing : bySocket.values()) {
            if (viewing.lag(end) > 0) {
                least = Math.min(least, viewing.stuckAfter(now, Terminal.STUCK.toNanos()));
            }
        }
        return Math.max(1, least);
    }

    /** Returns by how much the furthest behind of those lags for whom the owner is slowed. */
    long lag(long end) {
        long most = 0;
        for (Viewing viewing : bySocket.values()) {
            most = Math.max(most, viewing.lag(end));
        }
        for (Viewing viewing : arriving) {
            most = Math.max(most, viewing.lag(end));
        }
        return most;
    }
}
