package dev.maestro.server.auth.token;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's own secret in its data folder: 32 random bytes as base64url, in a file its owner alone may read.
 *
 * <p>It is there whole or not at all. Where the file system knows no owners, whoever gets at the folder reads it.
 */
final class SecretFile implements OwnSecret {
    /** Its name. */
    static final String NAME = "token-secret";

    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
    private static final int MAX_FILE_BYTES = 100;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Path folder;
    private final Path file;

    /** Stands for the secret of a data folder. */
    SecretFile(Path dataDir) {
        this.folder = dataDir.toAbsolutePath();
        this.file = folder.resolve(NAME);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SecretFileException if it is readable by others, is not what the hub wrote, or cannot be read or written
     */
    @Override
    public byte[] findOrMake() {
        Optional<byte[]> there = find();
        if (there.isPresent()) {
            checkOwner();
            return there.get();
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        keep(secret);
        log.atInfo().addKeyValue("file", file).log("the hub made its own secret");
        return find().orElseThrow(() -> new SecretFileException(file + " is gone as soon as it was made"));
    }

    @Override
    public void keep(byte[] secret) {
        Optional<byte[]> there = find();
        if (there.isPresent()) {
            if (!MessageDigest.isEqual(there.get(), secret)) {
                throw new SecretFileException(file + " holds another secret of a hub");
            }
            return;
        }
        try {
            write(secret);
        } catch (IOException e) {
            throw new SecretFileException("the hub's own secret cannot be written to " + file + ": " + e, e);
        }
    }

    @Override
    public String place() {
        return "in " + folder;
    }

    /**
     * {@inheritDoc} Needs no lock.
     *
     * @throws SecretFileException if it is readable by others, is not what the hub wrote, or cannot be read
     */
    @Override
    public Optional<byte[]> find() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            checkPermissions();
            return Optional.of(secret());
        } catch (IOException e) {
            throw new SecretFileException("the hub's own secret cannot be read from " + file + ": " + e, e);
        }
    }

    private void checkPermissions() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || !hasOwners()) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (!OWNERS.containsAll(permissions)) {
            throw new SecretFileException("the hub's own secret " + file + " may be read or changed by others ("
                    + PosixFilePermissions.toString(permissions)
                    + "), who can then come as anybody. Delete it, and the hub makes another;"
                    + " or, if nobody can have read it, make it its owner's alone (chmod 600)."
                    + " Where neither can be done, set jwt-secret.");
        }
    }

    /** Somebody else's file, put there before the first start, would be a secret that somebody else knows. */
    private void checkOwner() {
        try {
            if (!hasOwners()) {
                return;
            }
            Path own = Files.createTempFile(folder, NAME, ".owner");
            try {
                if (!Files.getOwner(own).equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))) {
                    throw new SecretFileException("the hub's own secret " + file
                            + " belongs to another user, who can then come as anybody. Delete it, and the hub makes"
                            + " another; or give it to the user the hub runs as (chown).");
                }
            } finally {
                Files.delete(own);
            }
        } catch (IOException e) {
            throw new SecretFileException("whose the hub's own secret " + file + " is cannot be told: " + e, e);
        }
    }

    private byte[] secret() throws IOException {
        byte[] text = Files.size(file) <= MAX_FILE_BYTES ? Files.readAllBytes(file) : new byte[0];
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(new String(text, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (secret.length != BYTES) {
            throw malformed();
        }
        return secret;
    }

    private SecretFileException malformed() {
        return new SecretFileException("the hub's own secret " + file
                + " is not what the hub wrote (43 characters of base64url)."
                + " Put back what it was, or delete it: the hub then makes another, and the tokens it gave end.");
    }

    private void write(byte[] secret) throws IOException {
        String line = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
        Files.createDirectories(folder);
        Path unfinished = folder.resolve(NAME + ".new");
        Files.deleteIfExists(unfinished);
        // Made with its permissions, so that there is no moment at which others may open it.
        try (FileChannel channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes())) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    private FileAttribute<?>[] attributes() throws IOException {
        return hasOwners() ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)} : NO_ATTRIBUTES;
    }

    private boolean hasOwners() throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    private void syncFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can; the file is then as safe as the system makes it.
            log.atDebug().setCause(e).log("the data folder could not be synced");
        }
    }
}
