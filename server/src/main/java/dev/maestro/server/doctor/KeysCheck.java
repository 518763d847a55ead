package dev.maestro.server.doctor;

import dev.maestro.server.auth.token.IssuerKeys;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.auth.token.TokenConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at whose tokens hold: secrets, and the keys of an issuer. */
record KeysCheck(Subject subject) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FEW_CHARACTERS = 10;

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public List<Finding> look() {
        TokenConfig config = TokenConfig.of(subject.config());
        List<Finding> findings = new ArrayList<>();
        String secret = config.secret();
        if (secret != null) {
            findings.add(set(secret));
        }
        URI issuer = config.jwksUrl();
        if (issuer != null) {
            findings.add(issuers(issuer));
        }
        if (config.usesOwnSecret()) {
            findings.add(own());
        }
        return findings;
    }

    private Finding set(String secret) {
        return secret.chars().distinct().count() < FEW_CHARACTERS
                ? Finding.warn(
                        name(),
                        "jwt-secret is long enough, and made of few different characters.",
                        "Take one that nobody can guess: openssl rand -base64 48.")
                : Finding.ok(name(), "jwt-secret is set, and long enough.");
    }

    private Finding issuers(URI url) {
        IssuerKeys keys = IssuerKeys.look(url, PATIENCE);
        if (!keys.fault().isEmpty()) {
            return Finding.bad(
                    name(),
                    "The issuer's keys cannot be had from " + url + ": " + keys.fault() + ".",
                    "Correct jwks-url or supabase-url, or let the hub reach it; until then its users are refused.");
        }
        return keys.usable() == 0
                ? Finding.bad(
                        name(),
                        "The issuer has no key at " + url + " that can be used.",
                        "Have it sign by RS256, ES256 or EdDSA; for HS256 set jwt-secret.")
                : Finding.ok(name(), "The issuer has " + keys.usable() + " usable keys at " + url + ".");
    }

    private Finding own() {
        if (subject.redis().isPresent()) {
            return Finding.ok(name(), "Tokens are signed by the hubs' own secret, kept in Redis.");
        }
        try {
            return OwnSecret.inFolder(subject.config().dataDir()).find().isPresent()
                    ? Finding.ok(name(), "The hub has a secret of its own, which only its user may read.")
                    : Finding.ok(name(), "The hub will make a secret of its own.");
        } catch (SecretFileException e) {
            return Finding.bad(name(), String.valueOf(e.getMessage()), "Do what that says.");
        }
    }
}
