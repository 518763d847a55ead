package dev.maestro.server.terminal;

/**
 * What an owner is told of the terminal it registered.
 *
 * @param position from where on the hub wants its output, in bytes since the PTY started
 * @param resumed whether the terminal was here already, with its viewers
 * @param credit how many bytes an owner that waits for acks may have sent without one
 */
public record Registration(long position, boolean resumed, int credit) {}
