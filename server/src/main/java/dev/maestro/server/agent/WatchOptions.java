package dev.maestro.server.agent;

import dev.maestro.server.agent.link.HubAddress;

/**
 * What a viewer is to show.
 *
 * @param control whether keys go to the command
 * @param lossless whether the command is to be slowed rather than that output is skipped
 */
public record WatchOptions(HubAddress hub, String token, String session, boolean control, boolean lossless) {
    /** Returns the options without the token. */
    @Override
    public String toString() {
        return "WatchOptions[" + hub + ", " + session + "]";
    }
}
