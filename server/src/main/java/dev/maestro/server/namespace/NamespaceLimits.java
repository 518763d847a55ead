package dev.maestro.server.namespace;

import dev.maestro.server.domain.chat.MessageLimits;
import java.time.Duration;

/**
 * How much one socket may have, and how long it may take.
 *
 * @param rooms the most rooms of sessions, projects and terminals it may be in
 * @param sessionsPerCall the most sessions one event may name
 * @param authenticateWithin how long a socket of a portal namespace may take to say who it is
 * @param messages how much a chat message may hold
 * @param onNative how much sockets of native namespaces may say
 * @param onPortal how much sockets of portal namespaces may say
 */
public record NamespaceLimits(
        int rooms,
        int sessionsPerCall,
        Duration authenticateWithin,
        MessageLimits messages,
        NamespaceGate onNative,
        NamespaceGate onPortal) {}
