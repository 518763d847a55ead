package dev.maestro.server.auth.token;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The algorithms a token may be signed by, each with its own kind of key: a key is only ever used for its own.
 *
 * <p>Spec: RFC 7518, RFC 8037, RFC 9864 (which spells {@code EdDSA} with this curve {@code Ed25519}).
 */
enum SigningAlgorithm {
    /** HMAC with SHA-256, by a secret. */
    HS256("HS256"),
    /** RSASSA-PKCS1-v1_5 with SHA-256, by an RSA key. */
    RS256("RS256"),
    /** ECDSA with SHA-256, by a key on P-256. */
    ES256("ES256"),
    /** EdDSA, by a key on Ed25519. */
    ED25519("EdDSA", "Ed25519");

    private final Set<String> names;

    SigningAlgorithm(String... names) {
        this.names = Set.of(names);
    }

    /** Finds an algorithm by its exact name: {@code none}, in whatever case, names none. */
    static Optional<SigningAlgorithm> find(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.names.contains(name))
                .findFirst();
    }

    /** Returns whether a key that says it is for {@code name} is for this algorithm. */
    boolean isNamed(String name) {
        return names.contains(name);
    }
}
