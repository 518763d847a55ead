package dev.maestro.server.auth;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of where it comes from, whatever transport it came by.
 *
 * @param peer the address at the other end of the TCP connection
 * @param client the address limits and logs go by: the peer's, or what a trusted proxy says it is
 * @param host the {@code Host} header as sent; null when absent
 * @param origin the {@code Origin} header as sent; null when absent, as it is for all but browsers
 * @param forwarded whether any header of a proxy or tunnel is there
 */
public record ConnectionFacts(
        InetAddress peer,
        InetAddress client,
        @Nullable String host,
        @Nullable String origin,
        boolean forwarded) {
    /** States the facts of a request that no proxy speaks for. */
    public ConnectionFacts(InetAddress peer, @Nullable String host, @Nullable String origin, boolean forwarded) {
        this(peer, peer, host, origin, forwarded);
    }

    /** Gathers the facts of a request that no proxy speaks for. */
    public static ConnectionFacts of(InetAddress peer, Iterable<String> headerNames, HeaderLookup header) {
        return of(peer, peer, headerNames, header);
    }

    /**
     * Gathers the facts of a request.
     *
     * @param client whom the front found to be served: {@link TrustedProxies#clientOf}
     * @param headerNames the names of all headers sent, in any case
     * @param header gives the first value of a header by its lower-case name, or null
     */
    public static ConnectionFacts of(
            InetAddress peer, InetAddress client, Iterable<String> headerNames, HeaderLookup header) {
        boolean forwarded = false;
        for (String name : headerNames) {
            forwarded |= ForwardingHeaders.isOne(name);
        }
        return new ConnectionFacts(peer, client, header.first("host"), header.first("origin"), forwarded);
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
