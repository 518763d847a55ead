package dev.maestro.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens that this hub's own verification accepts. Threads: immutable.
 *
 * <p>A token once made cannot be taken back: it holds until it ends, or until the secret is another.
 */
public final class TokenMinter {
    private final SecretKey key;
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final Clock clock;

    TokenMinter(SecretKey key, TokenConfig config, Clock clock) {
        this.key = key;
        this.issuer = config.issuer();
        this.audience = config.audience();
        this.clock = clock;
    }

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException if it would be over 8 KiB, naming so many projects
     */
    public String mint(TokenRequest request) {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                new Payload(JsonBytes.of(claims(request)).array()));
        try {
            token.sign(new MACSigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing by HMAC failed", e);
        }
        String text = token.serialize();
        if (text.length() > CompactToken.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the token would be " + text.length() + " characters, at most " + CompactToken.MAX_LENGTH);
        }
        return text;
    }

    private Map<String, Object> claims(TokenRequest request) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        if (issuer != null) {
            claims.put("iss", issuer);
        }
        if (audience != null) {
            claims.put("aud", audience);
        }
        claims.put("sub", request.subject());
        request.address().ifPresent(email -> claims.put("email", email));
        claims.put(
                "project_access",
                request.allProjects()
                        ? "*"
                        : request.projects().stream().sorted().toList());
        request.chosenPermissions()
                .ifPresent(permissions -> claims.put(
                        "permissions",
                        permissions.stream().map(Permission::wire).sorted().toList()));
        claims.put("iat", now);
        claims.put("exp", now + request.lifetime().toSeconds());
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }
}
