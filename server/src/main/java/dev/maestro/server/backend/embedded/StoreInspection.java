package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at a file that should be a store, from the outside in: header, log, pages. Changes nothing.
 *
 * <p>Threads: used by the one that opens the store.
 */
final class StoreInspection {
    private static final Logger LOG = LoggerFactory.getLogger(StoreInspection.class);

    // https://sqlite.org/fileformat2.html, "The Database Header" and "The Write-Ahead Log".
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_LENGTH = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int PAGE_COUNT_AT = 28;
    private static final int USER_VERSION_AT = 60;
    private static final int APPLICATION_ID_AT = 68;
    private static final int LOG_HEADER_LENGTH = 32;
    private static final int LOG_MAGIC = 0x377f0682;

    // Every page is read, so a larger file would cost more time than a start may take.
    private static final long MAX_CHECKED_BYTES = 256L << 20;

    private final Path file;
    // The file's first bytes, at most HEADER_LENGTH.
    private final byte[] header;
    private final long length;
    // The first bytes of the write-ahead log beside it; empty when there is none.
    private final byte[] logHeader;

    private StoreInspection(Path file, byte[] header, long length, byte[] logHeader) {
        this.file = file;
        this.header = header;
        this.length = length;
        this.logHeader = logHeader;
    }

    static StoreInspection of(Path file) throws IOException {
        Path log = Path.of(file + StoreFile.LOG_SUFFIX);
        byte[] logHeader = Files.exists(log) ? firstBytes(log, LOG_HEADER_LENGTH) : new byte[0];
        return new StoreInspection(file, firstBytes(file, HEADER_LENGTH), Files.size(file), logHeader);
    }

    /**
     * Makes sure that the file is a whole store of a format this hub reads.
     *
     * @throws BackendStartException if it is not
     */
    void requireSound() {
        requireOurs();
        requireFormat(number(header, USER_VERSION_AT));
        requireLog();
        requireLength();
        requirePages();
    }

    private void requireOurs() {
        if (header.length < HEADER_LENGTH || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw refused("is not a hub's store, or its beginning is damaged");
        }
        if (number(header, APPLICATION_ID_AT) != Schema.APPLICATION_ID) {
            throw refused("is a database of another program, not a hub's store");
        }
    }

    private void requireFormat(int version) {
        if (version < Schema.OLDEST_VERSION || version > Schema.VERSION) {
            throw new BackendStartException("the store " + file + " has format " + version + ", made by "
                    + (version < Schema.VERSION ? "an older" : "a newer") + " hub; this hub reads formats "
                    + Schema.OLDEST_VERSION + " to " + Schema.VERSION
                    + ". Nothing was changed. Start the hub that made it, or give this one another"
                    + " folder.");
        }
    }

    private void requireLog() {
        // All zeros: the machine stopped before the log's first commit was on disk.
        boolean unwritten =
                logHeader.length < LOG_HEADER_LENGTH || Arrays.equals(logHeader, new byte[logHeader.length]);
        // The lowest bit says in which byte order its checksums are.
        if (!unwritten && (number(logHeader, 0) & ~1) != LOG_MAGIC) {
            throw refused("has a damaged log, " + file.getFileName() + StoreFile.LOG_SUFFIX
                    + ", which holds its latest commits");
        }
    }

    private void requireLength() {
        // With a log the pages that seem to miss may be in it.
        if (logHeader.length > 0) {
            return;
        }
        int stored = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(PAGE_SIZE_AT));
        long pageSize = stored == 1 ? 65_536 : stored;
        long expected = pageSize * Integer.toUnsignedLong(number(header, PAGE_COUNT_AT));
        if (length < expected) {
            throw refused("is cut off: it has " + length + " bytes of " + expected);
        }
    }

    private void requirePages() {
        if (length > MAX_CHECKED_BYTES) {
            LOG.atInfo().addKeyValue("bytes", length).log("the store is too large to check every page at the start");
        }
        try (StoreConnection connection = StoreConnection.forLooking(file, logHeader.length > 0)) {
            if (length <= MAX_CHECKED_BYTES) {
                String verdict = connection.text("PRAGMA quick_check(1)");
                if (!verdict.equals("ok")) {
                    throw refused("is damaged: " + verdict);
                }
            }
            // A hub that was killed after it changed the format may have left that in the log.
            requireFormat(Schema.version(connection));
            LogState.read(connection);
        } catch (SQLException e) {
            throw new BackendStartException(sentence("is damaged: " + e.getMessage()), e);
        }
    }

    private BackendStartException refused(String what) {
        return new BackendStartException(sentence(what));
    }

    private String sentence(String what) {
        return "the store " + file + " " + what
                + ". Nothing was changed. Put a good copy in its place, or give the hub another folder.";
    }

    private static int number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private static byte[] firstBytes(Path file, int count) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(count);
        }
    }
}
