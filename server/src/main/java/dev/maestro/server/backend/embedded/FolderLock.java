package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that keeps a second hub off a data folder. The system lets go of it when the process dies, however it dies.
 *
 * <p>Life-cycle: held when made, until {@link #close}, which is idempotent.
 */
final class FolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

    private static final String NAME = "hub.lock";

    // Past the text in the file, so that where locks are mandatory others can still read whose it is.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int MAX_PID_LENGTH = 20;

    // The lock is the process's: if a second hub in it so much as opened and closed the file, the first would lose it.
    // So what this process holds is a fact of the process, and the one static that changes.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder that exists.
     *
     * @throws BackendStartException if another hub holds it, or the lock file cannot be written
     */
    static FolderLock take(Path folder) {
        Path real = realPath(folder);
        if (!HELD.add(real)) {
            throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
        }
        FileChannel channel = null;
        try {
            Path file = real.resolve(NAME);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse(folder, holder(file));
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.UTF_8.encode(
                            Long.toString(ProcessHandle.current().pid())),
                    0);
            return new FolderLock(real, channel);
        } catch (IOException e) {
            letGo(real, channel);
            throw new BackendStartException(
                    "the data folder " + folder + " cannot be locked: " + e
                            + ". Give the hub a folder it may write to.",
                    e);
        } catch (BackendStartException e) {
            letGo(real, channel);
            throw e;
        }
    }

    /**
     * Returns who holds the lock of a folder, such as {@code process 12}; empty if nobody does. A hub that starts at this very
     * moment may be kept off.
     *
     * @throws IOException if it cannot be told
     */
    static Optional<String> holderOf(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Path file = real.resolve(NAME);
        if (HELD.contains(real)) {
            return Optional.of("process " + ProcessHandle.current().pid());
        }
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel asked = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = asked.tryLock(LOCKED_BYTE, 1, false)) {
            String pid = lock == null ? holder(file) : null;
            return lock != null ? Optional.empty() : Optional.of(pid == null ? "a process" : "process " + pid);
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.truncate(0);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the process id stays in the lock file");
        }
        letGo(folder, channel);
    }

    private static void letGo(Path folder, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the lock file did not close cleanly");
        } finally {
            HELD.remove(folder);
        }
    }

    private static Path realPath(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new BackendStartException("the data folder " + folder + " cannot be read: " + e, e);
        }
    }

    private static BackendStartException inUse(Path folder, @Nullable String pid) {
        return new BackendStartException("the data folder " + folder + " is in use by another hub"
                + (pid == null ? "" : ", process " + pid) + ". Stop that one, or give this one a folder of its own.");
    }

    private static @Nullable String holder(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer text = ByteBuffer.allocate(MAX_PID_LENGTH);
            channel.read(text, 0);
            String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString();
            return pid.matches("[0-9]+") ? pid : null;
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("whose lock it is cannot be read");
            return null;
        }
    }
}
