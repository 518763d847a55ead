package dev.maestro.server.socketio;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that nobody can guess: whoever knows one can speak as its owner. */
final class SecretIds {
    private static final int BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretIds() {}

    /** Returns a new one, of 20 characters that need no escaping in a query. */
    static String next() {
        byte[] id = new byte[BYTES];
        RANDOM.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
