package dev.maestro.server.auth.token;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a hub's own secret is kept: in its data folder, or where all nodes of one installation find it.
 *
 * <p>Secrets are bytes here, never shown. Implementations are thread-safe and block.
 */
public interface OwnSecret {
    /** How many bytes the hub's own secret has. */
    int BYTES = 32;

    /** Returns the place in a data folder; nothing is made before it is asked for. */
    static OwnSecret inFolder(Path dataDir) {
        return new SecretFile(dataDir);
    }

    /**
     * Returns the secret, if one was made.
     *
     * @throws SecretFileException if it cannot be had
     */
    Optional<byte[]> find();

    /**
     * Returns the secret, making it when there is none. Of all who make one at the same time one wins, and all get that.
     * In a folder only whoever holds its lock may call this.
     *
     * @throws SecretFileException if it cannot be had
     */
    byte[] findOrMake();

    /**
     * Keeps a secret that was made elsewhere, where there is none.
     *
     * @throws SecretFileException if there is another, or it cannot be kept
     */
    void keep(byte[] secret);

    /** Returns where it is, for a person, such as {@code in /data}. */
    String place();
}
