package dev.maestro.server.endtoend;

import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenMinter;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Users' tokens for hubs that are started with {@link #flags}. */
final class Tokens {
    private static final String SECRET = "the secret of these tests, 32 bytes and more";

    private static final Duration MINTED_FOR = Duration.ofHours(2);

    private Tokens() {}

    /** Returns the flags of a hub that takes these tokens, and more. */
    static List<String> flags(String... more) {
        List<String> flags = new ArrayList<>(List.of("--jwt-secret", SECRET));
        flags.addAll(List.of(more));
        return flags;
    }

    /**
     * Returns a token of a user who may see these projects, beside those they are a member of.
     *
     * @param lifetime how long it holds from now on; below zero for one that has ended
     */
    static String of(String user, Duration lifetime, String... projectIds) {
        return mint(user, lifetime, false, Set.of(projectIds), Set.of(Permission.TERMINAL_WRITE));
    }

    /** Returns a token of a user who may see every project. */
    static String ofAll(String user, Duration lifetime) {
        return mint(user, lifetime, true, Set.of(), Set.of(Permission.TERMINAL_WRITE));
    }

    /** Returns a token of a user who may do everything. */
    static String ofOperator(String user, Duration lifetime) {
        return mint(user, lifetime, true, Set.of(), Permission.ALL);
    }

    private static String mint(
            String user, Duration lifetime, boolean all, Set<String> projectIds, Set<Permission> permissions) {
        HubConfig config =
                ConfigLoader.load(null, Map.of(), Map.of("jwt-secret", SECRET)).config();
        // A minter makes none that are so short, so these were made a while ago.
        Clock then = Clock.offset(Clock.systemUTC(), lifetime.minus(MINTED_FOR));
        TokenMinter minter = TokenKeys.minter(TokenConfig.of(config), OwnSecret.inFolder(config.dataDir()), then)
                .orElseThrow();
        return minter.mint(new TokenRequest(user, null, all, projectIds, permissions, MINTED_FOR));
    }
}
