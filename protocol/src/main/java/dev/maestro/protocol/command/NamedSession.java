package dev.maestro.protocol.command;

/** A session that is named: {@code {sessionId}}. */
public record NamedSession(String sessionId) {}
