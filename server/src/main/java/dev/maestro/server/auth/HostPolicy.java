package dev.maestro.server.auth;

import dev.maestro.server.config.IpAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Under which names the hub may be asked for: those of this machine, addresses, and those it was told.
 *
 * <p>A page may make its own DNS name mean this machine after it has loaded, and then ask the hub as if it were of the
 * same origin. Its {@code Host} still is that name. An address is nobody's name, so it is fine.
 *
 * <p>Threads: immutable. Spec: docs/protocol/auth.md, "Hosts and origins".
 */
public final class HostPolicy {
    private static final String ANY = "*";
    private static final String LOCALHOST = "localhost";
    private static final Pattern PORT = Pattern.compile(":[0-9]*");

    private final Set<String> names;

    private HostPolicy(Set<String> names) {
        this.names = names;
    }

    /**
     * Allows these names beside loopback names and addresses, without regard to case.
     *
     * @param names exact, without ports; {@code *} allows every name
     */
    public static HostPolicy allowing(Collection<String> names) {
        return new HostPolicy(
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether a request with this {@code Host} header, which may have a port, may go on. */
    public boolean allows(String host) {
        if (names.contains(ANY)) {
            return true;
        }
        int bracket = host.lastIndexOf(']');
        int colon = host.indexOf(':', bracket + 1);
        if (colon >= 0 && !PORT.matcher(host.substring(colon)).matches()) {
            return false;
        }
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        return isLocalName(name) || isAddress(name) || names.contains(name);
    }

    private static boolean isLocalName(String name) {
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    private static boolean isAddress(String name) {
        boolean bracketed = name.startsWith("[") && name.endsWith("]");
        String address = bracketed ? name.substring(1, name.length() - 1) : name;
        return bracketed == address.indexOf(':') >= 0
                && IpAddress.parse(address).isPresent();
    }
}
