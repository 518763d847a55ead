package dev.maestro.protocol.command;

/** Somebody goes out of a project, named by its name or id. */
public record LeaveProject(String projectName) {}
