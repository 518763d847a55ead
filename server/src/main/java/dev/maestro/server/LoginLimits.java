package dev.maestro.server;

import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.Guesses;

/**
 * Counts tokens that do not hold, by the address they come from.
 *
 * <p>What ends on loopback and is not the local person came through a tunnel or proxy that is not known: all of it
 * counts together, against a limit that is wider for that. Without one, whoever is behind a tunnel could try tokens
 * without end; with the usual one, a single client with an old token could keep all others there from logging in.
 *
 * @param addresses those whose address is known
 * @param tunnels those of whom only the tunnel is
 */
record LoginLimits(Guesses addresses, Guesses tunnels) implements TokenAttempts {
    private static final String TUNNEL = "tunnel";

    /** Returns how often somebody was refused before a token was looked at. */
    long refused() {
        return addresses.refused() + tunnels.refused();
    }

    @Override
    public void before(ConnectionFacts facts) {
        guesses(facts).check(key(facts)).orRefuse();
    }

    @Override
    public void failed(ConnectionFacts facts) {
        guesses(facts).failed(key(facts));
    }

    private Guesses guesses(ConnectionFacts facts) {
        return isTunnel(facts) ? tunnels : addresses;
    }

    private static String key(ConnectionFacts facts) {
        return isTunnel(facts) ? TUNNEL : AddressKey.of(facts.client());
    }

    private static boolean isTunnel(ConnectionFacts facts) {
        return facts.client().isLoopbackAddress();
    }
}
