package dev.maestro.server.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether the ports are free, and who listens there if they are not.
 *
 * @param runs whether it is the hub itself
 */
record PortCheck(Subject subject, Probe probe, boolean runs) implements Check {
    private static final int OK = 200;

    /** Returns whether this very hub answers at its port: one that takes a token of its keys. */
    static boolean runs(Subject subject, Probe probe) {
        URI base = base(subject.config().host(), subject.config().port());
        if (subject.config().port() == 0 || !probe.isHub(base)) {
            return false;
        }
        Optional<String> token = subject.token().get();
        return token.isPresent()
                && probe.get(base.resolve("/api/me"), "Authorization", "Bearer " + token.get())
                        .filter(reply -> reply.status() == OK)
                        .isPresent();
    }

    @Override
    public String name() {
        return "port";
    }

    @Override
    public List<Finding> look() {
        Map<String, Integer> ports =
                new LinkedHashMap<>(Map.of("port", subject.config().port()));
        ports.putAll(subject.config().extraPorts().bySetting());
        List<Finding> findings = new ArrayList<>();
        ports.forEach((setting, port) -> findings.add(of(setting, port)));
        return findings;
    }

    private Finding of(String setting, int port) {
        if (port == 0) {
            return Finding.ok(name(), "Whichever port is free will be " + setting + ".");
        }
        InetAddress host = subject.config().host();
        try (ServerSocket socket = new ServerSocket()) {
            // As the hub does it: connections of one that has just ended are no hindrance.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(name(), "Port " + port + " is free.");
        } catch (BindException e) {
            return taken(setting, port, e);
        } catch (IOException e) {
            return Finding.bad(
                    name(),
                    "Port " + port + " of " + host.getHostAddress() + " cannot be listened on: " + e.getMessage() + ".",
                    "Give another by --" + setting + ", or another --host.");
        }
    }

    private Finding taken(String setting, int port, BindException fault) {
        String mend = "Give another by --" + setting + ", or end what is there.";
        if (!probe.isHub(base(subject.config().host(), port))) {
            return Finding.bad(
                    name(),
                    "Port " + port + " is not to be had, and no hub answers there: " + fault.getMessage() + ".",
                    mend);
        }
        return runs
                ? Finding.ok(name(), "This hub runs at port " + port + ".")
                : Finding.bad(
                        name(), "A hub answers at port " + port + " that does not have these keys: another.", mend);
    }

    private static URI base(InetAddress host, int port) {
        String address = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        return URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }
}
