package dev.maestro.server.auth.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What claims must hold beside the times, and whom they make of a client.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/auth.md, "What a token says".
 */
final class TokenRules {
    private static final String ALL_PROJECTS = "*";

    private final TokenConfig config;
    private final Memberships memberships;

    TokenRules(TokenConfig config, Memberships memberships) {
        this.config = config;
        this.memberships = memberships;
    }

    /**
     * Returns whom the claims make of a client.
     *
     * @param end when the token ends
     * @throws RefusedTokenException if a claim does not hold, or is of a wrong type
     */
    Principal principal(Claims claims, Instant end) {
        checkIssuer(claims.text("iss"));
        checkAudience(claims.oneOrMore("aud").orElse(Set.of()));
        // Supabase's public "anon" key is signed as a user's token is, and has no subject.
        String subject = claims.text("sub")
                .filter(Subject::mayBe)
                .orElseThrow(() -> new RefusedTokenException(
                        Rule.SUBJECT, "it has no sub, or one that is blank, too long or has control characters"));
        String email = email(claims);
        ProjectAccess claimed = access(claims, subject, email);
        Set<Permission> permissions = permissions(claims);
        boolean owner = config.isOwner(email);
        return new Principal(
                Principal.Kind.USER,
                subject,
                email,
                owner ? ProjectAccess.ALL : claimed,
                owner ? Permission.ALL : permissions,
                end);
    }

    private void checkIssuer(Optional<String> claimed) {
        String issuer = config.issuer();
        if (issuer != null && !claimed.equals(Optional.of(issuer))) {
            throw new RefusedTokenException(Rule.ISSUER, "its iss is not " + issuer);
        }
    }

    private void checkAudience(Set<String> claimed) {
        String audience = config.audience();
        if (audience != null && !claimed.contains(audience)) {
            throw new RefusedTokenException(Rule.AUDIENCE, "its aud is not " + audience);
        }
    }

    /** Returns the address the token vouches for: one that its issuer says is unverified may be anybody's. */
    private static @Nullable String email(Claims claims) {
        Optional<String> email = claims.text("email");
        boolean vouchedFor = claims.truth("email_verified").orElse(true);
        return vouchedFor
                // Letters of other alphabets fold into those of another address.
                ? email.filter(text -> text.chars().allMatch(c -> c < 128))
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .filter(text -> !text.isEmpty())
                        .orElse(null)
                : null;
    }

    private ProjectAccess access(Claims claims, String subject, @Nullable String email) {
        Optional<JsonNode> claimed = claims.granted("project_access");
        if (claimed.filter(JsonNode::isTextual).map(JsonNode::textValue).equals(Optional.of(ALL_PROJECTS))) {
            return ProjectAccess.ALL;
        }
        Set<String> projects =
                claimed.map(value -> Claims.textsOf(value, "project_access")).orElse(Set.of());
        return ProjectAccess.of(projects, memberships, subject, email);
    }

    private static Set<Permission> permissions(Claims claims) {
        Optional<JsonNode> claimed = claims.granted("permissions");
        if (claimed.isEmpty()) {
            return Permission.usual();
        }
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        // Others' words may stand beside ours.
        Claims.textsOf(claimed.get(), "permissions")
                .forEach(word -> Permission.find(word).ifPresent(permissions::add));
        return permissions;
    }
}
