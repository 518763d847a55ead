package dev.maestro.server;

/** The command line. */
public final class Main {
    private Main() {}

    /** Starts the hub. */
    public static void main(String[] args) {}
}
