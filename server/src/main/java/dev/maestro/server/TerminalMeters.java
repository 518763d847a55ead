package dev.maestro.server;

import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.terminal.TerminalTraffic;
import dev.maestro.server.terminal.Terminals;

/**
 * What terminals tell.
 *
 * @param terminals those of this node alone
 */
record TerminalMeters(Terminals terminals) implements MeterSource {
    @Override
    public void read(Readings into) {
        TerminalTraffic traffic = terminals.traffic();
        into.add(HubMeter.TERMINALS, terminals.count());
        into.add(HubMeter.TERMINAL_VIEWERS, terminals.viewers());
        into.add(HubMeter.TERMINAL_WRITTEN, traffic.writtenBytes());
        into.add(HubMeter.TERMINAL_SENT, traffic.sentBytes());
        into.add(HubMeter.TERMINAL_TYPED, traffic.typedBytes());
        into.add(HubMeter.TERMINAL_RESYNCS, traffic.resyncs());
    }
}
