package dev.maestro.server.agent;

import dev.maestro.server.agent.link.HubAddress;
import java.util.function.Supplier;

/**
 * What a viewer is to show.
 *
 * @param token gives what the hub is come to with, each time one is needed
 * @param control whether keys go to the command
 * @param lossless whether the command is to be slowed rather than that output is skipped
 */
public record WatchOptions(HubAddress hub, Supplier<String> token, String session, boolean control, boolean lossless) {
    /** Returns the options without the token. */
    @Override
    public String toString() {
        return "WatchOptions[" + hub + ", " + session + "]";
    }
}
