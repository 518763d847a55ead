package dev.maestro.server;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Access;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Who is connected to the hub, whichever node it is asked. Implementations are thread-safe and may wait for other nodes. */
interface HubStatus {
    /** Returns the body of {@code /ws-status} for somebody who may see so much. */
    JsonBytes of(Access access);

    /** Returns how many of the Brain's clients there are. */
    int brainClients();

    /**
     * Returns the status of a hub that stands alone.
     *
     * @param own who is connected
     * @param terminals counts the terminals that somebody may see
     */
    static HubStatus alone(Supplier<NodeStatus> own, ToIntFunction<Access> terminals) {
        return new HubStatus() {
            @Override
            public JsonBytes of(Access access) {
                return ConnectionStatus.json(own.get(), terminals.applyAsInt(access), access);
            }

            @Override
            public int brainClients() {
                return own.get().brainSockets();
            }
        };
    }
}
