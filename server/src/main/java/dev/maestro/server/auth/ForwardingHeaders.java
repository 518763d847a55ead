package dev.maestro.server.auth;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers by which proxies, tunnels and CDNs show themselves.
 *
 * <p>Any of them, whatever it says and whoever sent it, means that a request does not come from this machine alone. A
 * client that makes one up can only lose by it.
 *
 * <p>Spec: docs/protocol/auth.md, "Proxies".
 */
final class ForwardingHeaders {
    private static final Set<String> NAMES = Set.of(
            "forwarded",
            "forwarded-for",
            "via",
            "x-forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-remote-ip",
            "x-remote-addr",
            "x-proxyuser-ip",
            "x-host",
            "x-scheme",
            "x-url-scheme",
            "x-nf-client-connection-ip",
            "client-ip",
            "true-client-ip",
            "fastly-client-ip",
            "fastly-ff",
            "cdn-loop",
            "proxy-connection",
            "max-forwards");
    private static final List<String> PREFIXES = List.of(
            "x-forwarded-",
            "x-original-",
            "x-envoy-",
            "x-amzn-",
            "x-amz-cf-",
            "x-azure-",
            "x-fd-",
            "x-arr-",
            "x-vercel-",
            "x-appengine-",
            "x-ms-proxy-",
            "cf-",
            "cloudfront-",
            "fly-",
            "akamai-",
            "ngrok-",
            "tailscale-");

    private ForwardingHeaders() {}

    /** Returns whether a header of this name, in any case, is one of them. */
    static boolean isOne(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || PREFIXES.stream().anyMatch(lower::startsWith);
    }
}
