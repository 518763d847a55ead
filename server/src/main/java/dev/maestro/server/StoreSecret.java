package dev.maestro.server;

import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.SharedSecret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;

/** The own secret of hubs that share a store, kept there: what one of them signs, all know. */
final class StoreSecret implements OwnSecret {
    private final SharedSecret shared;
    private final String place;

    /**
     * Keeps it there.
     *
     * @param place where that is, for a person
     */
    StoreSecret(SharedSecret shared, String place) {
        this.shared = shared;
        this.place = place;
    }

    @Override
    public Optional<byte[]> find() {
        Optional<byte[]> found = asked(shared::find);
        found.ifPresent(this::requireOurs);
        return found;
    }

    @Override
    public byte[] findOrMake() {
        byte[] offered = new byte[BYTES];
        new SecureRandom().nextBytes(offered);
        byte[] standing = asked(() -> shared.keep(offered));
        requireOurs(standing);
        return standing;
    }

    @Override
    public void keep(byte[] secret) {
        if (!MessageDigest.isEqual(asked(() -> shared.keep(secret)), secret)) {
            throw new SecretFileException("there is another secret of hubs " + place);
        }
    }

    @Override
    public String place() {
        return place;
    }

    private void requireOurs(byte[] secret) {
        if (secret.length != BYTES) {
            throw new SecretFileException("the hubs' own secret " + place + " is " + secret.length + " bytes, not "
                    + BYTES + ": no hub put it there. Put back what it was, or remove it: a hub then makes another, and"
                    + " the tokens given out end.");
        }
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (BackendUnavailableException e) {
            throw new SecretFileException(
                    "the hubs' own secret " + place + " cannot be had: " + e.getMessage()
                            + ". See that the Redis of redis-url runs and lets the hub in, or set jwt-secret.",
                    e);
        }
    }
}
