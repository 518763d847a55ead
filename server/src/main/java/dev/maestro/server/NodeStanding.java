package dev.maestro.server;

import dev.maestro.server.measure.Standing;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineLoad;
import dev.maestro.server.terminal.Terminals;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * How the connections of this node stand, of parts that can say so at once.
 *
 * @param terminals those of this node alone
 * @param pools by the name of their threads
 */
record NodeStanding(Engine engine, RawSockets rawSockets, Terminals terminals, Map<String, ThreadPoolExecutor> pools) {
    Standing now() {
        EngineLoad load = engine.load();
        Map<String, Integer> sockets = new HashMap<>(load.sockets());
        int raw = rawSockets.count(RawFamily.MAESTRO);
        int brain = rawSockets.count(RawFamily.BRAIN);
        sockets.put("raw", raw);
        sockets.put("brain", brain);
        Map<String, Long> closes = new HashMap<>();
        load.closes().forEach((reason, count) -> closes.put(reason.text(), count));
        Map<String, Long> drops = new HashMap<>();
        load.drops().forEach((kind, count) -> drops.put(kind.name().toLowerCase(Locale.ROOT), count));
        Map<String, Integer> queues = new HashMap<>();
        pools.forEach((name, pool) -> queues.put(name, pool.getQueue().size()));
        return new Standing(
                sockets,
                load.engineSessions() + raw + brain,
                load.polling(),
                load.opened(),
                closes,
                drops,
                load.messages(),
                load.bytes(),
                queues,
                terminals.count(),
                terminals.viewers());
    }
}
