package dev.maestro.server.domain.chat;

import dev.maestro.protocol.model.Message;
import dev.maestro.server.domain.Caller;

/** Where commands go once their message is in the chat. Implementations are thread-safe. */
@FunctionalInterface
public interface CommandDesk {
    /**
     * Has a command run. Does not block, and throws nothing: what becomes of it is said by {@link ChatService#finish}, of which
     * the first counts; when nobody says it in time, {@link LostCommands} does.
     *
     * @param caller who typed it, in whose name it runs
     * @param command a message of the type {@code command}
     */
    void run(Caller caller, Message command);
}
