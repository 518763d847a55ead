package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.auth.HostPolicy;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.TrustedProxies;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.Optional;

/**
 * Whom the front lets in, before anything is done for them.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/auth.md, "Hosts and origins".
 *
 * @param origins which web pages may ask
 * @param hosts under which names the hub may be asked for
 * @param proxies who is believed to ask for somebody else
 */
public record EdgeRules(OriginPolicy origins, HostPolicy hosts, TrustedProxies proxies) {
    private static final String SITE = "sec-fetch-site";
    private static final String MODE = "sec-fetch-mode";
    private static final String DESTINATION = "sec-fetch-dest";

    /** Why a request is refused: the rule it breaks, and how that is told. */
    record Fault(EdgeRule rule, Problem problem) {}

    /** Returns why a well-formed request is refused, empty when it may go on. */
    Optional<Fault> fault(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!hosts.allows(headers.get(HttpHeaderNames.HOST, ""))) {
            return Optional.of(new Fault(
                    EdgeRule.HOST,
                    new Problem(
                            HttpResponseStatus.MISDIRECTED_REQUEST,
                            ErrorCode.FORBIDDEN,
                            "The hub is not reached by this name; its setting hosts, or external-url, may allow it")));
        }
        if (!origins.allows(Optional.ofNullable(headers.get(HttpHeaderNames.ORIGIN)))) {
            return Optional.of(
                    new Fault(EdgeRule.ORIGIN, Problem.of(ErrorCode.FORBIDDEN, "This origin is not allowed")));
        }
        return isOfAnotherSite(request)
                ? Optional.of(new Fault(
                        EdgeRule.SITE, Problem.of(ErrorCode.FORBIDDEN, "Pages of other sites may not ask for this")))
                : Optional.empty();
    }

    /**
     * Returns whether a browser says that a page of another site asks, and does not say which. A person may still follow
     * a link to the hub.
     */
    private static boolean isOfAnotherSite(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return !headers.contains(HttpHeaderNames.ORIGIN)
                && headers.getAll(SITE).stream().anyMatch(EdgeRules::isAnotherSite)
                && !isLinkFollowed(request);
    }

    private static boolean isAnotherSite(String site) {
        String lower = site.toLowerCase(Locale.ROOT);
        return !lower.equals("same-origin") && !lower.equals("none");
    }

    private static boolean isLinkFollowed(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean read =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return read
                && !EdgeRouter.isForEngine(request)
                && headers.get(MODE, "").equals("navigate")
                && headers.get(DESTINATION, "document").equals("document");
    }
}
