package dev.maestro.server.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the way from the public address to a hub that runs: whether anybody who comes by it is taken for the person at this
 * machine, and whether the hub can tell its visitors apart.
 */
record TunnelCheck(Subject subject, Probe probe) implements Check {
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 401;
    private static final int MISDIRECTED = 421;
    /** Of a range that is nobody's (RFC 5737). */
    private static final String NOBODY = "192.0.2.77";

    @Override
    public String name() {
        return "tunnel";
    }

    @Override
    public List<Finding> look() {
        return subject.publicUrl()
                .map(this::of)
                .orElseGet(() -> List.of(
                        Finding.ok(name(), "No public address is known; --url names one, which is then asked.")));
    }

    private List<Finding> of(URI url) {
        Optional<Probe.Reply> stranger = probe.get(url.resolve("/api/me"));
        if (stranger.isEmpty()) {
            return List.of(Finding.bad(
                    name(), "Nobody answers at " + url + ".", "Start the hub and the tunnel; then look again."));
        }
        int status = stranger.get().status();
        if (status == OK && stranger.get().json().path("kind").asText().equals("local")) {
            return List.of(Finding.bad(
                    name(),
                    "Whoever comes by " + url + " is taken for the person at this machine, and may do everything.",
                    "Close it now. Have the tunnel send X-Forwarded-For and keep the Host header as it comes."));
        }
        if (status == MISDIRECTED) {
            return List.of(Finding.bad(
                    name(), "The hub does not go by the name in " + url + ".", "Set external-url=" + url + "."));
        }
        if (status != UNAUTHENTICATED
                || !stranger.get().json().path("code").asText().equals("unauthenticated")) {
            return List.of(Finding.bad(
                    name(),
                    "What answers at " + url + " is no hub: HTTP status " + status + ".",
                    "Lead the tunnel to the hub's port, with every path."));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(name(), "Nobody who comes by " + url + " is taken for the person at this machine."));
        findings.addAll(visitors(url));
        return findings;
    }

    private List<Finding> visitors(URI url) {
        Optional<String> token = subject.token().get();
        if (token.isEmpty()) {
            return List.of(Finding.ok(name(), "Only the issuer makes tokens, so how visitors are seen was not asked."));
        }
        String bearer = "Bearer " + token.get();
        URI asked = url.resolve("/api/me/connection");
        Optional<JsonNode> plain = seen(probe.get(asked, "Authorization", bearer));
        if (plain.isEmpty()) {
            return List.of(Finding.warn(
                    name(),
                    "The hub at " + url + " does not take a token of these keys: it is another hub.",
                    "Look with the settings of the hub that the tunnel leads to."));
        }
        String peer = plain.get().path("peer").asText();
        String client = plain.get().path("client").asText();
        if (!plain.get().path("forwarded").asBoolean()) {
            return List.of(Finding.warn(
                    name(),
                    "No header of a proxy arrives; only the name in Host tells visitors from the person at this machine.",
                    "Have the tunnel send X-Forwarded-For."));
        }
        boolean believed = seen(probe.get(asked, "Authorization", bearer, "X-Forwarded-For", NOBODY))
                .filter(seen -> seen.path("client").asText().equals(NOBODY))
                .isPresent();
        if (believed) {
            return List.of(Finding.bad(
                    name(),
                    "A visitor may say in X-Forwarded-For who it is, and is believed: limits and logs can be fooled.",
                    "Have the proxy at " + peer + " write that header itself, or take it out of trusted-proxies."));
        }
        return List.of(
                client.equals(peer)
                        ? Finding.warn(
                                name(),
                                "All visitors are seen as the proxy at " + peer + ": limits and bans hit all of them.",
                                "If that proxy writes X-Forwarded-For itself, set trusted-proxies=" + peer + ".")
                        : Finding.ok(name(), "Visitors are told apart: this machine is seen as " + client + "."));
    }

    private static Optional<JsonNode> seen(Optional<Probe.Reply> reply) {
        return reply.filter(given -> given.status() == OK).map(Probe.Reply::json);
    }
}
