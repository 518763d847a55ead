package dev.maestro.server;

/** The command line: {@code java -jar maestro-hub.jar [--key value …]}. */
public final class Main {
    private Main() {}

    /** Runs the hub until it is told to stop; the process ends with 0 then, with 1 or 2 if it cannot start. */
    public static void main(String[] args) {
        int code = HubCommand.commandLine().execute(args);
        if (code != HubCommand.RUNNING) {
            System.exit(code);
        }
    }
}
