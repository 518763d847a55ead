package dev.maestro.server.doctor;

import dev.maestro.server.auth.HostPolicy;
import dev.maestro.server.auth.OriginPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks whether pages at the address people use may talk to the hub, and whether its name is one it goes by. */
record OriginsCheck(Subject subject) implements Check {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]", "tauri.localhost");

    @Override
    public String name() {
        return "origins";
    }

    @Override
    public List<Finding> look() {
        List<String> origins = new ArrayList<>(subject.config().origins());
        List<String> hosts = new ArrayList<>(subject.config().hosts());
        subject.config().reachedAt().ifPresent(url -> {
            origins.add(url.toString());
            hosts.add(url.getHost());
        });
        List<Finding> findings = new ArrayList<>();
        origins.stream()
                .filter(OriginsCheck::open)
                .forEach(origin -> findings.add(Finding.warn(
                        name(),
                        "Pages of " + origin
                                + " come unencrypted, and who changes them on the way talks to the hub as they do.",
                        "Serve them by https.")));
        subject.publicUrl().ifPresent(url -> findings.addAll(of(url, origins, hosts)));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    name(),
                    origins.isEmpty()
                            ? "Pages of this machine and the known clients may talk to the hub."
                            : "So may pages of " + String.join(", ", origins) + "."));
        }
        return findings;
    }

    private List<Finding> of(URI url, List<String> origins, List<String> hosts) {
        List<Finding> findings = new ArrayList<>();
        String origin = url.getScheme() + "://" + url.getRawAuthority();
        if (!OriginPolicy.withDefaultsAnd(origins, () -> Set.of(subject.config().port()))
                .allows(Optional.of(origin))) {
            findings.add(Finding.bad(
                    name(),
                    "Pages opened at " + origin + " may not talk to the hub.",
                    "Set external-url=" + origin + "."));
        }
        if (!HostPolicy.allowing(hosts).allows(url.getRawAuthority())) {
            findings.add(Finding.bad(
                    name(),
                    "The hub does not go by the name " + url.getHost() + ".",
                    "Set external-url=" + origin + ", or hosts=" + url.getHost() + "."));
        }
        return findings;
    }

    private static boolean open(String origin) {
        URI url = URI.create(origin);
        return "http".equals(url.getScheme()) && !HERE.contains(url.getHost());
    }
}
