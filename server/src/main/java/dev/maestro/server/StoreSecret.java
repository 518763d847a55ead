package dev.maestro.server;

import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.SharedSecret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The own secret of hubs that share a store, kept there: what one of them signs, all know. */
final class StoreSecret implements OwnSecret {
    private static final Logger log = LoggerFactory.getLogger(StoreSecret.class);

    private final SharedSecret shared;
    private final String place;

    /** What this hub goes by; null before it has asked. */
    private volatile byte @Nullable [] standing;

    private volatile boolean toldOfAnother;

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
        byte[] found = asked(() -> shared.keep(offered));
        requireOurs(found);
        standing = found;
        return found;
    }

    /**
     * Puts the secret back that this hub goes by, if it is gone, as it is when the store was emptied: who starts then must
     * not make another. Throws {@link BackendUnavailableException}.
     */
    void keepAgain() {
        byte[] ours = standing;
        if (ours == null) {
            return;
        }
        boolean another = !MessageDigest.isEqual(ours, shared.keep(ours));
        if (another && !toldOfAnother) {
            log.atError()
                    .addKeyValue("place", place)
                    .log("there is another secret now than this hub goes by: tokens of other hubs are refused here;"
                            + " start this hub again");
        }
        toldOfAnother = another;
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
