package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.StoreTransferException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the store's file in a data folder, or makes one; what is there is looked at before it is touched. */
final class StoreFile {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

    static final String NAME = "hub.db";

    /** What is added to the file's name for SQLite's write-ahead log. */
    static final String LOG_SUFFIX = "-wal";

    // A file that was never finished has this name, and may be thrown away.
    private static final String UNFINISHED = NAME + ".new";

    // A file that an import has not finished has this one, and may be thrown away by another import only.
    private static final String IMPORTING = NAME + ".importing";

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private StoreFile() {}

    /**
     * Makes the data folder, open to this user only, unless it exists.
     *
     * @throws BackendStartException if it cannot be made or is not a folder
     */
    static void makeFolder(Path folder) {
        try {
            // Asked first, because on JDK 17 a link to a folder would be refused.
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, onlyOwner("rwx------"));
            }
        } catch (IOException e) {
            throw new BackendStartException(
                    "the data folder " + folder + " cannot be made: " + e + ". Give the hub a folder it may write to.",
                    e);
        }
    }

    /**
     * Returns the store's file in a locked folder, whole and of a format this hub reads.
     *
     * @throws BackendStartException if there is a file that is not; then nothing was changed
     */
    static Path in(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (!inspected(folder)) {
                create(folder, file);
            }
            return file;
        } catch (IOException | SQLException e) {
            throw new BackendStartException("the store " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Looks at a folder as it is looked at before it is opened, and changes nothing; returns whether there is a store in it.
     *
     * @throws BackendStartException if what is there keeps a hub from opening or making one
     */
    static boolean inspected(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            StoreInspection.of(file).requireSound();
            return true;
        }
        requireNoOrphanedLog(file);
        requireNoImport(folder);
        return false;
    }

    private static void requireNoOrphanedLog(Path file) {
        Path log = Path.of(file + LOG_SUFFIX);
        if (Files.exists(log)) {
            throw new BackendStartException("the store " + file + " is missing, but its log " + log
                    + " is there. Put the file back, or move the log away to begin anew.");
        }
    }

    private static void requireNoImport(Path folder) {
        Path file = folder.resolve(IMPORTING);
        if (Files.exists(file)) {
            throw new BackendStartException("an import into " + folder + " was begun and not finished: " + file
                    + " is there. Import again, or remove that file to begin with an empty store.");
        }
    }

    /**
     * Makes the file that an import into a locked folder fills, with the tables of a store.
     *
     * @throws StoreTransferException if there is a store in the folder already
     */
    static Path beginImport(Path folder) throws IOException, SQLException {
        Path file = folder.resolve(NAME);
        if (Files.exists(file) || Files.exists(Path.of(file + LOG_SUFFIX))) {
            throw new StoreTransferException("there is a store in " + folder
                    + " already, and an import goes into an empty one only. Name another folder with --data-dir, or move "
                    + file + " away.");
        }
        Path filling = folder.resolve(IMPORTING);
        makeStore(filling);
        return filling;
    }

    /** Gives the file that an import has filled, and closed, the store's name. */
    static void endImport(Path folder) throws IOException {
        finish(folder, folder.resolve(IMPORTING), folder.resolve(NAME));
    }

    /** Removes what an import has filled. */
    static void abandonImport(Path folder) throws IOException {
        remove(folder.resolve(IMPORTING));
    }

    // Under another name until it is whole on disk: a hub killed here leaves nothing that looks like a store.
    private static void create(Path folder, Path file) throws IOException, SQLException {
        Path unfinished = folder.resolve(UNFINISHED);
        makeStore(unfinished);
        finish(folder, unfinished, file);
        LOG.atInfo().addKeyValue("file", file).log("a new store was made");
    }

    private static void makeStore(Path file) throws IOException, SQLException {
        remove(file);
        Files.createFile(file, onlyOwner("rw-------"));
        try (StoreConnection connection = StoreConnection.forWriting(file)) {
            Schema.create(connection);
        }
    }

    private static void remove(Path file) throws IOException {
        for (String suffix : List.of("", LOG_SUFFIX, "-shm", "-journal")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
    }

    private static void finish(Path folder, Path unfinished, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        if (POSIX) {
            // The name itself must survive a power cut.
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] onlyOwner(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
