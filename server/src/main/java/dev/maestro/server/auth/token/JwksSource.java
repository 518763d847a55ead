package dev.maestro.server.auth.token;

import java.util.List;

/** Where an issuer's keys come from. */
@FunctionalInterface
interface JwksSource {
    /**
     * Fetches the keys; blocks for a bounded while.
     *
     * @throws JwksException when they cannot be had
     * @throws InterruptedException when told to give up
     */
    List<VerificationKey> fetch() throws JwksException, InterruptedException;
}
