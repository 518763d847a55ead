package dev.maestro.protocol.command;

/** A project that is named: {@code {projectId}}. */
public record NamedProject(String projectId) {}
