package dev.maestro.server.portal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;

/** A client that runs commands. Threads: thread-safe; nothing blocks. Two are the same only if they are one object. */
public interface CommandHandler {
    /** Returns whose client it is: another of the same may take over. */
    String principal();

    /** Returns whether it is still there. */
    boolean connected();

    /** Returns what it answers; fails if it does not in time, or goes. */
    CompletionStage<JsonNode> run(CommandCall call);
}
