package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * What a link is to.
 *
 * @param namespace starting with a slash
 * @param auth makes the payload of each CONNECT
 * @param recoverable whether it asks for the socket it had, and for what it missed
 */
public record LinkConfig(
        HubAddress hub, String namespace, Supplier<ObjectNode> auth, boolean recoverable, LinkTimes times) {}
