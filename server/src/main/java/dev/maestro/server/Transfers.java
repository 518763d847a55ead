package dev.maestro.server;

import dev.maestro.server.agent.tty.StandardStreams;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.StoreTransferException;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.transfer.ExportFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What the commands that take a store elsewhere and bring it in have in common. */
final class Transfers {
    /** The word for a standard stream in the place of a file. */
    static final String STANDARD = "-";

    private static final int DONE = 0;
    private static final int CANNOT = 1;
    private static final int BAD_FLAGS = 2;
    private static final Set<String> SHOWN_SETTINGS = Set.of("data-dir", "redis-url", "redis.key-prefix");

    private Transfers() {}

    /** Moves things; returns what to say when all is done. */
    interface Action {
        String run(HubConfig config, String file) throws IOException;
    }

    /**
     * Begins to say how far it has come.
     *
     * @param what is done, such as {@code exported}
     * @param share how much of it is done, about, 0 to 1; negative if nobody knows
     */
    static TransferProgress progress(PrintWriter errors, String what, DoubleSupplier share) {
        return new TransferProgress(errors, StandardStreams.errorsOnTerminal(), what, share, System::nanoTime);
    }

    static CommandSpec spec(String name, String fileMeaning) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .type(String.class)
                .paramLabel("FILE")
                .description(fileMeaning)
                .build());
        SettingFlags.addTo(spec, SHOWN_SETTINGS);
        return spec;
    }

    /**
     * Does what a command is for.
     *
     * @param notDone what did not happen when it fails
     * @return the exit code
     */
    static int run(ParseResult outer, ParseResult result, String notDone, Action action) {
        // Standard output may be the export; what is logged goes beside it, and only what matters.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        try {
            HubConfig config = SettingFlags.load(outer, result).config();
            errors.println(action.run(config, result.matchedPositionalValue(0, STANDARD)));
            return DONE;
        } catch (ConfigException e) {
            errors.println(notDone + ", because of its settings:");
            errors.println(e.getMessage());
            return BAD_FLAGS;
        } catch (StoreTransferException
                | BackendStartException
                | ExportFileException
                | SecretFileException
                | UncheckedIOException
                | IOException e) {
            errors.println(notDone + ": " + sentence(e));
            return CANNOT;
        }
    }

    private static String sentence(Exception e) {
        boolean ofFile = e instanceof UncheckedIOException || e instanceof IOException;
        String message = (ofFile ? "the file cannot be read or written: " : "") + e.getMessage();
        return message.endsWith(".") ? message : message + ".";
    }
}
