package dev.maestro.server.auth;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a principal may do beside reading and changing the projects it may see. */
public enum Permission {
    /** May type into the terminals of its projects. */
    TERMINAL_WRITE("terminal:write"),
    /** May run the hub: its configuration and its audit. */
    ADMIN("admin"),
    /** May watch how the hub is doing. */
    MONITOR("monitor");

    /** Every permission. */
    public static final Set<Permission> ALL = Set.of(values());

    private static final Map<String, Permission> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::wire, Function.identity()));

    private final String wire;

    Permission(String wire) {
        this.wire = wire;
    }

    /** Returns the word of the {@code permissions} claim. */
    public String wire() {
        return wire;
    }

    /** Finds a permission by its word. */
    public static Optional<Permission> find(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    /** Returns what a user may whose token says nothing of permissions. */
    public static Set<Permission> usual() {
        return EnumSet.of(TERMINAL_WRITE);
    }
}
