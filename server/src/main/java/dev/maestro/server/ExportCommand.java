package dev.maestro.server;

import dev.maestro.server.backend.StoreExport;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.transfer.ExportWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command that writes everything a hub keeps into a file. */
final class ExportCommand {
    static final String NAME = "export";
    static final String NOT_DONE = "Nothing was exported";

    private static final int BUFFER_BYTES = 1 << 16;

    private ExportCommand() {}

    /** Returns the command, to be added to the one that runs a hub. */
    static CommandSpec spec() {
        CommandSpec spec = Transfers.spec(NAME, "Where to write; must not exist yet. \"-\" is standard output.");
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar export FILE [--SETTING=VALUE]...")
                .description(
                        "Writes everything that is kept where these settings say - documents, event log, answers, what"
                                + " clients recover from, and the hub's own secret - as lines of JSON, while no hub runs there.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Whoever reads the file knows all of that, and can make tokens for anybody; it is made so that",
                        "only you may read it (mode 0600). \"import\" brings it into another store.",
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar export hub.jsonl --data-dir /srv/hub",
                        "  java -jar maestro-hub.jar export - --redis-url redis://localhost:6379 | gzip > hub.jsonl.gz",
                        "",
                        "Exit codes: 0 exported, 1 not exported, 2 wrong flags or settings.");
        return spec;
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        return Transfers.run(outer, result, NOT_DONE, (config, file) -> export(config, file, clock, errors));
    }

    private static String export(HubConfig config, String file, Clock clock, PrintWriter errors) throws IOException {
        try (StoreExport from = HubStore.openExport(config, clock)) {
            if (file.equals(Transfers.STANDARD)) {
                OutputStream out = new BufferedOutputStream(System.out, BUFFER_BYTES);
                String done = export(config, from, out, errors);
                out.flush();
                return done;
            }
            return toFile(config, from, Path.of(file), errors);
        }
    }

    private static String toFile(HubConfig config, StoreExport from, Path file, PrintWriter errors) throws IOException {
        boolean whole = false;
        try (FileChannel channel = create(file)) {
            try {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                String done = export(config, from, out, errors);
                out.flush();
                channel.force(true);
                whole = true;
                return done;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        try {
            return FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner(file));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already, and is not written over", e);
        }
    }

    private static FileAttribute<?>[] onlyOwner(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        FileStore store = Files.getFileStore(folder == null ? file.toAbsolutePath() : folder);
        return store.supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String export(HubConfig config, StoreExport from, OutputStream out, PrintWriter errors) {
        ExportWriter writer = ExportWriter.begin(out, from.head());
        HubStore.findSecret(config).ifPresent(writer::secret);
        double rows = Math.max(1, from.rows());
        TransferProgress progress =
                Transfers.progress(errors, "exported", () -> writer.counts().total() / rows);
        from.read(record -> {
            writer.write(record);
            progress.look(writer.counts());
        });
        writer.end();
        progress.end();
        return "Exported: " + writer.counts() + ".";
    }
}
