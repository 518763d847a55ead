package dev.maestro.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The name under which an address is counted. */
public final class AddressKey {
    private static final int NETWORK_BYTES = 8;
    private static final int ADDRESS_BYTES = 16;

    private AddressKey() {}

    /**
     * Returns an IPv4 address as it is, and of an IPv6 address its network of 64 bits: whoever has one address of such a
     * network has them all.
     */
    public static String of(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), ADDRESS_BYTES);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
