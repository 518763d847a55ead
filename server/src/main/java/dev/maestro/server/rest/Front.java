package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.config.IpAddress;
import dev.maestro.server.domain.Caller;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in what came through the front and says who sent it.
 *
 * <p>The port listens on loopback, where any program of this machine, and any page in its browser, could knock; the key
 * of this start proves that a request passed the front, and that what it says of the client's address is true.
 */
final class Front {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final String KEY_HEADER = "X-Maestro-Front";
    private static final String PEER_HEADER = "X-Maestro-Peer";
    private static final String CLIENT_HEADER = "X-Maestro-Client";
    private static final String FACTS = "maestro.facts";
    private static final String PRINCIPAL = "maestro.principal";
    private static final String CALLER = "maestro.caller";
    private static final Set<String> OPEN_PATHS =
            Set.of("/", "/healthz", "/livez", "/readyz", RouteDescription.PATH, EventDescription.PATH);
    private static final String OTHER_METHOD = "OTHER";
    private static final double MILLIS_A_SECOND = 1000;
    private static final String BEARER = "bearer ";

    private final RestConfig config;
    private final byte[] key;

    Front(RestConfig config) {
        this.config = config;
        this.key = config.frontKey().getBytes(StandardCharsets.UTF_8);
    }

    /** Checks a request before it is routed. */
    void check(Context context) {
        String claimed = Optional.ofNullable(context.header(KEY_HEADER)).orElse("");
        if (!MessageDigest.isEqual(key, claimed.getBytes(StandardCharsets.UTF_8))) {
            throw HubException.of(ErrorCode.FORBIDDEN, "this port serves the hub's own front only");
        }
        if (!Routes.knows(context.method())) {
            throw new UnfitRequestException(Problem.of(501, ErrorCode.INVALID, "the hub does not know this method"));
        }
        // What a path allows is no secret.
        if (context.method().equals(HandlerType.OPTIONS) || isOpen(context.path())) {
            return;
        }
        ConnectionFacts facts = facts(context);
        context.attribute(FACTS, facts);
        Principal principal = config.authenticator().authenticate(facts, token(context));
        context.attribute(PRINCIPAL, principal);
        // The person at this machine could only be kept from what is theirs.
        if (principal.kind() != Principal.Kind.LOCAL) {
            config.requests().shared(principal.key(), false).admit().orRefuse();
        }
        context.attribute(CALLER, Callers.of(principal));
    }

    /** Tells of a request that was answered. */
    void answered(Context context, float millis) {
        config.watch()
                .answered(new RequestWatch.Served(
                        Routes.knows(context.method()) ? context.method().name() : OTHER_METHOD,
                        route(context),
                        context.statusCode(),
                        millis / MILLIS_A_SECOND));
        ConnectionFacts facts = context.attribute(FACTS);
        if (facts != null) {
            Optional<Problem> problem = Problem.of(context);
            config.watch()
                    .answered(new RequestWatch.Asked(
                            context.method().name(),
                            context.path(),
                            problem.map(Problem::code).orElse(null),
                            problem.map(Problem::detail).orElse(null),
                            context.attribute(PRINCIPAL),
                            facts.client(),
                            context.header("User-Agent")));
        }
    }

    /** Returns the template of the path that was asked for; null when there is none. */
    private static @Nullable String route(Context context) {
        Endpoint endpoint = context.endpoints().lastHttpEndpoint();
        return endpoint == null ? null : endpoint.path;
    }

    /** Returns who sent a request that was checked. */
    static Caller caller(Context context) {
        return known(context, context.attribute(CALLER));
    }

    /** Returns where a request that was checked comes from. */
    static ConnectionFacts factsOf(Context context) {
        return known(context, context.attribute(FACTS));
    }

    /** Returns as whom the sender of a request that was checked is known. */
    static Principal principal(Context context) {
        return known(context, context.attribute(PRINCIPAL));
    }

    /** Returns who asks for what everybody may ask for; empty for a stranger, and for one of whom nobody can know it now. */
    static Optional<Principal> ifKnown(Authenticator authenticator, Context context) {
        try {
            ConnectionFacts facts = facts(context);
            Optional<String> token = token(context);
            // Whoever may ask without a token is refused nothing, and is not counted so.
            return token.isEmpty() && !authenticator.isLocal(facts)
                    ? Optional.empty()
                    : Optional.of(authenticator.authenticate(facts, token));
        } catch (HubException | BackendUnavailableException e) {
            LOG.atDebug().addKeyValue("why", e.getMessage()).log("asked by a stranger");
            return Optional.empty();
        }
    }

    private static <T> T known(Context context, @Nullable T sender) {
        if (sender == null) {
            throw new IllegalStateException("nobody was authenticated for " + context.path());
        }
        return sender;
    }

    private static boolean isOpen(String path) {
        return OPEN_PATHS.contains(path) || WebResource.isOpen(path);
    }

    private static Optional<String> token(Context context) {
        String header = context.header("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "Authorization must be a Bearer token");
        }
        return Optional.of(header.substring(BEARER.length()).trim());
    }

    private static ConnectionFacts facts(Context context) {
        List<String> names = new ArrayList<>(Collections.list(context.req().getHeaderNames()));
        InetAddress peer = address(context, PEER_HEADER)
                .orElseThrow(() -> new IllegalStateException("the front sent no address of the peer"));
        InetAddress client = address(context, CLIENT_HEADER).orElse(peer);
        return ConnectionFacts.of(peer, client, names, context::header);
    }

    private static Optional<InetAddress> address(Context context, String header) {
        return Optional.ofNullable(context.header(header)).flatMap(IpAddress::parse);
    }
}
