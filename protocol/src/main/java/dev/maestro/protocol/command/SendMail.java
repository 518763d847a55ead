package dev.maestro.protocol.command;

/** Mail to a session: {@code {toSessionId, type?, subject, body?}}. */
public record SendMail(String toSessionId, String type, String subject, String body) {}
