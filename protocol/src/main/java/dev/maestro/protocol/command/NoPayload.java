package dev.maestro.protocol.command;

/** What an event carries that needs no payload. */
public enum NoPayload {
    /** Nothing at all. */
    NONE
}
