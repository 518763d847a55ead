package dev.maestro.server;

import dev.maestro.server.backend.StoreImport;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.transfer.ExportReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command that brings what was exported into an empty store. */
final class ImportCommand {
    static final String NAME = "import";
    static final String NOT_DONE = "Nothing was imported";

    private ImportCommand() {}

    /** Returns the command, to be added to the one that runs a hub. */
    static CommandSpec spec() {
        CommandSpec spec = Transfers.spec(NAME, "What \"export\" wrote. \"-\" is standard input.");
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar import FILE [--SETTING=VALUE]...")
                .description(
                        "Brings everything of an export to where these settings say, which must be empty: a new data"
                                + " folder, or a Redis and prefix that no hub has used.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "All of it is brought in or nothing: a file that is not whole is refused, and where an import was",
                        "cut off, no hub starts until it is imported again. Tokens that were given out hold on, and clients",
                        "that come back within their time are recovered.",
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar import hub.jsonl --redis-url redis://localhost:6379",
                        "  zcat hub.jsonl.gz | java -jar maestro-hub.jar import - --data-dir /srv/hub",
                        "",
                        "Exit codes: 0 imported, 1 not imported, 2 wrong flags or settings.");
        return spec;
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        return Transfers.run(outer, result, NOT_DONE, (config, file) -> bringIn(config, file, errors));
    }

    private static String bringIn(HubConfig config, String file, PrintWriter errors) throws IOException {
        if (file.equals(Transfers.STANDARD)) {
            return bringIn(config, System.in, () -> -1, errors);
        }
        double size = Math.max(1, Files.size(Path.of(file)));
        try (CountedInput in = new CountedInput(Files.newInputStream(Path.of(file)))) {
            return bringIn(config, in, () -> in.bytes() / size, errors);
        }
    }

    private static String bringIn(HubConfig config, InputStream in, DoubleSupplier share, PrintWriter errors) {
        ExportReader reader = ExportReader.begin(in);
        try (StoreImport to = HubStore.openImport(config, reader.head().epoch())) {
            TransferProgress progress = Transfers.progress(errors, "imported", share);
            reader.read(record -> {
                to.take(record);
                progress.look(reader.counts());
            });
            // Before the store is one: a hub that starts on it must not make a secret of its own.
            reader.secret().ifPresent(secret -> HubStore.keepSecret(config, secret));
            to.finish(reader.head());
            progress.end();
            return "Imported: " + reader.counts() + ".";
        }
    }
}
