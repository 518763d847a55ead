package dev.maestro.server;

import java.util.Arrays;

/** The command line: {@code java -jar maestro-hub.jar [command] [--key value …]}. */
public final class Main {
    private Main() {}

    /** Does what is asked for; a hub runs until it is told to stop. docs/cli.md says what the process ends with. */
    public static void main(String[] args) {
        int code = HubCommand.commandLine(screen(args)).execute(args);
        if (code != ServeCommand.RUNNING) {
            System.exit(code);
        }
    }

    /** A hub that starts has no use for its terminal; whoever asks for help may have it in colours. */
    private static PersonsScreen screen(String[] args) {
        boolean help = Arrays.stream(args).anyMatch(arg -> arg.equals(HelpCommand.NAME) || arg.matches("-h|--help"));
        return help ? PersonsScreen.look(System.getenv()) : PersonsScreen.NONE;
    }
}
