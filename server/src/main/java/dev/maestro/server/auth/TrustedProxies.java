package dev.maestro.server.auth;

import dev.maestro.server.config.AddressRange;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The proxies that are believed when they say whom they serve.
 *
 * <p>What they say makes nobody local. Threads: immutable.
 */
public final class TrustedProxies {
    /** Believes nobody. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /** Believes whoever is at one of these addresses. */
    public static TrustedProxies of(Collection<AddressRange> ranges) {
        return ranges.isEmpty() ? NONE : new TrustedProxies(List.copyOf(ranges));
    }

    /** Returns whether the address is a trusted proxy's. */
    public boolean include(InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the address limits and logs go by.
     *
     * <p>That is the peer; but behind a trusted proxy the last address of {@code X-Forwarded-For}, or of
     * {@code Forwarded}, that is not a trusted proxy's itself; where all are, the first. If that is malformed, too long,
     * or if both headers are there and disagree, it is the peer.
     *
     * @param peer the other end of the TCP connection
     * @param forwardedFor the values of {@code X-Forwarded-For}, in order
     * @param forwarded the values of {@code Forwarded} (RFC 7239), in order
     */
    public InetAddress clientOf(InetAddress peer, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty() && forwarded.isEmpty() || !include(peer)) {
            return peer;
        }
        Optional<InetAddress> byOne = lastStranger(ForwardedChain.ofForwardedFor(forwardedFor));
        Optional<InetAddress> byOther = lastStranger(ForwardedChain.ofForwarded(forwarded));
        if (forwarded.isEmpty()) {
            return byOne.orElse(peer);
        }
        if (forwardedFor.isEmpty()) {
            return byOther.orElse(peer);
        }
        // A proxy that writes one passes the other on as the client made it up.
        return byOne.equals(byOther) ? byOne.orElse(peer) : peer;
    }

    private Optional<InetAddress> lastStranger(List<String> chain) {
        Optional<InetAddress> first = Optional.empty();
        for (int i = chain.size() - 1; i >= 0; i--) {
            Optional<InetAddress> address = ForwardedChain.address(chain.get(i));
            if (address.isEmpty() || !include(address.get())) {
                return address;
            }
            first = address;
        }
        return first;
    }
}
