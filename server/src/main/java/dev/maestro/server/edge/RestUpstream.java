package dev.maestro.server.edge;

import java.net.InetSocketAddress;

/**
 * Where the REST server listens, and the key that proves a request came through the front.
 *
 * @param address a loopback address
 * @param frontKey made anew at each start; a secret
 */
public record RestUpstream(InetSocketAddress address, String frontKey) {
    /** Returns the address only; the key is a secret. */
    @Override
    public String toString() {
        return "RestUpstream[address=" + address + "]";
    }
}
