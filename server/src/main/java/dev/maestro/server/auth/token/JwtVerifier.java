package dev.maestro.server.auth.token;

import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.TokenVerifier;
import dev.maestro.server.auth.token.VerifiedTokens.Digest;
import dev.maestro.server.auth.token.VerifiedTokens.Verified;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Checks users' tokens: JWTs, signed, of one of four algorithms.
 *
 * <p>Which rule one broke goes to the log, never to the client, and the token to neither. Spec: docs/protocol/auth.md.
 */
final class JwtVerifier implements TokenVerifier {
    private static final int MAX_KEPT_CHARACTERS = 8 * 1024 * 1024;

    private final Keyring keyring;
    private final TokenRules rules;
    private final Clock clock;
    private final RefusalLog refusals = new RefusalLog();
    private final VerifiedTokens verified = new VerifiedTokens(MAX_KEPT_CHARACTERS);

    JwtVerifier(Keyring keyring, TokenRules rules, Clock clock) {
        this.keyring = keyring;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Principal verify(String token) {
        try {
            return check(token);
        } catch (RefusedTokenException e) {
            refusals.add(e);
            throw TokenVerifier.refusal();
        }
    }

    @Override
    public boolean remembers(String token) {
        return token.length() <= CompactToken.MAX_LENGTH
                && verified.find(Digest.of(token))
                        .filter(known -> keyring.holds(known.keys()))
                        .isPresent();
    }

    /** Checks a token, telling what is wrong with it. */
    Principal check(String token) {
        CompactToken.checkLength(token);
        Digest digest = Digest.of(token);
        Optional<Verified> known = verified.find(digest);
        if (known.isPresent()) {
            if (keyring.holds(known.get().keys())) {
                return stillHolds(digest, known.get());
            }
            verified.forget(digest);
        }
        return checkAfresh(token, digest);
    }

    private Principal stillHolds(Digest digest, Verified known) {
        try {
            known.validity().check(clock.instant());
            return known.principal();
        } catch (RefusedTokenException e) {
            verified.forget(digest);
            throw e;
        }
    }

    private Principal checkAfresh(String token, Digest digest) {
        CompactToken parsed = CompactToken.parse(token);
        KeySet keys = keyring.verify(parsed);
        Claims claims = new Claims(parsed.claims());
        Validity validity = Validity.of(claims);
        validity.check(clock.instant());
        Principal principal = rules.principal(claims, validity.end());
        verified.put(digest, new Verified(principal, validity, keys, token.length()));
        return principal;
    }

    /** Returns how many tokens were refused for each rule. */
    Map<String, Long> refusals() {
        return refusals.counts();
    }

    /** Returns how many tokens are known. */
    int known() {
        return verified.size();
    }
}
