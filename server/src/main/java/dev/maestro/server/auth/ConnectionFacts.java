package dev.maestro.server.auth;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of where it comes from, whatever transport it came by.
 *
 * @param peer the address at the other end of the TCP connection
 * @param host the {@code Host} header as sent; null when absent
 * @param origin the {@code Origin} header as sent; null when absent, as it is for all but browsers
 * @param forwarded whether any header of a proxy or tunnel is there
 */
public record ConnectionFacts(
        InetAddress peer, @Nullable String host, @Nullable String origin, boolean forwarded) {
    private static final Set<String> FORWARDING = Set.of("forwarded", "via");

    /**
     * Gathers the facts of a request.
     *
     * @param headerNames the names of all headers sent, in any case
     * @param header gives the first value of a header by its lower-case name, or null
     */
    public static ConnectionFacts of(InetAddress peer, Iterable<String> headerNames, HeaderLookup header) {
        boolean forwarded = false;
        for (String name : headerNames) {
            forwarded |= isForwarding(name.toLowerCase(Locale.ROOT));
        }
        return new ConnectionFacts(peer, header.first("host"), header.first("origin"), forwarded);
    }

    private static boolean isForwarding(String name) {
        return FORWARDING.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("cf-");
    }

    /** Returns the origin, if the client is a browser or says it is. */
    public Optional<String> claimedOrigin() {
        return Optional.ofNullable(origin);
    }

    /** Gives the first value of a header. */
    @FunctionalInterface
    public interface HeaderLookup {
        /** Returns the first value of the header with this lower-case name, or null. */
        @Nullable
        String first(String name);
    }
}
