package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads addresses as they are written, and nothing else: a name is never looked up. */
public final class IpAddress {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern VERSION_4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern VERSION_6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private IpAddress() {}

    /**
     * Reads {@code 192.0.2.1} or {@code 2001:db8::1}; an IPv4 address within an IPv6 one is that IPv4 address.
     *
     * @return empty for anything else: names, short forms such as {@code 127.1}, scopes, brackets, ports
     */
    public static Optional<InetAddress> parse(String text) {
        boolean literal = VERSION_4.matcher(text).matches()
                || text.indexOf(':') >= 0 && VERSION_6.matcher(text).matches();
        if (!literal) {
            return Optional.empty();
        }
        try {
            // Text like this is never looked up: it is an address or refused.
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
