package dev.maestro.server.auth.token;

import java.net.URI;
import java.time.Duration;

/**
 * What a hub would find that fetches an issuer's keys.
 *
 * @param usable how many keys can be used
 * @param fault why they cannot be had, in words that follow a colon; empty if they can
 */
public record IssuerKeys(int usable, String fault) {
    /** Fetches them once; blocks, at most as long as it may take. */
    public static IssuerKeys look(URI url, Duration patience) {
        try {
            return new IssuerKeys(new HttpJwksSource(url, patience).fetch().size(), "");
        } catch (JwksException e) {
            return new IssuerKeys(0, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IssuerKeys(0, "this was interrupted");
        }
    }
}
