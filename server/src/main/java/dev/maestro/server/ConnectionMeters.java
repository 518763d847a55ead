package dev.maestro.server;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.measure.Spread;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineLoad;
import dev.maestro.server.socketio.EngineTraffic;
import dev.maestro.server.socketio.MessageClass;
import java.util.Locale;

/** What connections tell: who is there, what they are sent, and what waits for them. */
record ConnectionMeters(Engine engine, RawSockets rawSockets) implements MeterSource {
    private static final String WEBSOCKET = "websocket";
    private static final String POLLING = "polling";

    @Override
    public void read(Readings into) {
        readLoad(engine.load(), into);
        readTraffic(engine.traffic(), into);
        readRawSockets(into);
    }

    private static void readLoad(EngineLoad load, Readings into) {
        load.sockets().forEach((namespace, count) -> into.add(HubMeter.SOCKETS, count, namespace));
        into.add(HubMeter.ENGINE_SESSIONS, load.polling(), POLLING);
        into.add(HubMeter.ENGINE_SESSIONS, Math.max(0, load.engineSessions() - load.polling()), WEBSOCKET);
        into.add(HubMeter.CONNECTS, load.opened());
        for (DisconnectReason reason : DisconnectReason.values()) {
            into.add(HubMeter.DISCONNECTS, load.closes().getOrDefault(reason, 0L), reason.text());
        }
        for (MessageClass kind : MessageClass.values()) {
            into.add(HubMeter.DROPS, load.drops().getOrDefault(kind, 0L), word(kind));
        }
        into.add(HubMeter.MESSAGES, load.messages());
        into.add(HubMeter.MESSAGE_BYTES, load.bytes());
    }

    private static void readTraffic(EngineTraffic traffic, Readings into) {
        traffic.joins().forEach((namespace, count) -> into.add(HubMeter.JOINS, count, namespace));
        traffic.delivered().forEach((event, delivered) -> {
            into.add(HubMeter.DELIVERIES, delivered.sockets(), event);
            into.add(HubMeter.DELIVERY_BYTES, delivered.bytes(), event);
        });
        readWaiting(traffic.polling(), POLLING, into);
        readWaiting(traffic.webSocket(), WEBSOCKET, into);
        traffic.recoveries()
                .outcomes()
                .forEach((outcome, count) -> into.add(HubMeter.RECOVERIES, count, word(outcome)));
        into.add(HubMeter.REPLAYED, traffic.recoveries().events());
        into.add(HubMeter.REPLAYED_BYTES, traffic.recoveries().bytes());
        into.add(HubMeter.LOOPS, traffic.loops().count());
        into.add(HubMeter.LOOP_TASKS, traffic.loops().mostWaiting());
    }

    private static void readWaiting(EngineTraffic.Waiting waiting, String transport, Readings into) {
        into.add(HubMeter.OUTBOUND_MESSAGES, waiting.messages(), transport);
        into.add(HubMeter.OUTBOUND_BYTES, waiting.bytes(), transport);
        Spread.Reading waits = waiting.waits();
        into.add(HubMeter.OUTBOUND_WAIT, waits, transport);
    }

    private void readRawSockets(Readings into) {
        rawSockets.traffic().families().forEach((family, traffic) -> {
            String name = word(family);
            into.add(HubMeter.RAW_SOCKETS, rawSockets.count(family), name);
            into.add(HubMeter.RAW_CONNECTS, traffic.opened(), name);
            traffic.ends().forEach((reason, count) -> into.add(HubMeter.RAW_DISCONNECTS, count, name, reason));
            into.add(HubMeter.RAW_MESSAGES, traffic.messages(), name);
            into.add(HubMeter.RAW_MESSAGE_BYTES, traffic.bytes(), name);
        });
    }

    /** Returns an enum's constant as a label's value. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
