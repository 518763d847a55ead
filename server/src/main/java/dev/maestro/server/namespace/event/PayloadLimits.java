package dev.maestro.server.namespace.event;

import dev.maestro.server.domain.chat.MessageLimits;

/**
 * The limits of payloads that can be set.
 *
 * @param sessionIds the most sessions one call may name
 * @param messages how much a chat message may hold
 */
public record PayloadLimits(int sessionIds, MessageLimits messages) {}
