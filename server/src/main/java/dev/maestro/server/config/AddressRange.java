package dev.maestro.server.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses that begin alike, as {@code 10.0.0.0/8}, {@code fd00::/8}, or one address alone.
 *
 * @param network an address of the range; those bits of it that are not of the prefix are zero
 * @param prefixBits how many bits all of the range share, 0 to 32 or 128
 */
public record AddressRange(InetAddress network, int prefixBits) {
    public AddressRange {
        byte[] bytes = network.getAddress();
        if (prefixBits < 0 || prefixBits > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "the prefix is " + prefixBits + " bits, at most " + bytes.length * Byte.SIZE);
        }
        for (int bit = prefixBits; bit < bytes.length * Byte.SIZE; bit++) {
            if (bit(bytes, bit)) {
                throw new IllegalArgumentException("bits are set beyond the prefix of " + prefixBits);
            }
        }
    }

    /**
     * Reads a range. Never looks up a name.
     *
     * @throws IllegalArgumentException if it is none, also if bits are set beyond the prefix, as in {@code 10.0.0.1/8}
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> network = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        String prefix = slash < 0 ? "" : text.substring(slash + 1);
        if (network.isEmpty() || slash >= 0 && !prefix.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no address or range of addresses");
        }
        int allBits = network.get().getAddress().length * Byte.SIZE;
        return new AddressRange(network.get(), slash < 0 ? allBits : Integer.parseInt(prefix));
    }

    /** Returns whether the address is of this range; one of the other version never is. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] others = address.getAddress();
        if (mine.length != others.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            if (bit(mine, bit) != bit(others, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bytes, int at) {
        return (bytes[at / Byte.SIZE] >> (Byte.SIZE - 1 - at % Byte.SIZE) & 1) != 0;
    }

    /** Returns the range as it is written in settings. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixBits;
    }
}
