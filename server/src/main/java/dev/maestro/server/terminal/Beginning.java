package dev.maestro.server.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import org.jspecify.annotations.Nullable;

/**
 * From what a terminal begins on this hub.
 *
 * @param createdAt when it was registered first, in epoch milliseconds
 * @param lineage what its positions count
 * @param resumed whether it goes on from what another hub had of it
 */
record Beginning(Origin origin, Lineage lineage, Size size, long createdAt, boolean resumed) {
    /** One of which nobody knows more than its owner says. */
    private static Beginning of(String principal, RegisterTerminal asked, int ringBytes, long now) {
        return new Beginning(
                Origin.of(asked, ringBytes),
                Lineage.of(principal, asked),
                Size.asked(asked.cols(), asked.rows()),
                now,
                false);
    }

    /** One that another hub had; as a terminal that was here already, it begins anew if its owner forgot what follows. */
    static Beginning of(
            String principal, RegisterTerminal asked, @Nullable HandedOver handed, int ringBytes, long now) {
        if (handed == null) {
            return of(principal, asked, ringBytes, now);
        }
        Long position = asked.position();
        if (position != null && position > handed.end()) {
            return new Beginning(
                    Origin.of(asked, ringBytes),
                    handed.lineage(),
                    Size.asked(asked.cols(), asked.rows()),
                    handed.createdAt(),
                    true);
        }
        Size size =
                position == null ? Size.asked(asked.cols(), asked.rows()) : Size.asked(handed.cols(), handed.rows());
        return new Beginning(Origin.of(handed, ringBytes), handed.lineage(), size, handed.createdAt(), true);
    }
}
