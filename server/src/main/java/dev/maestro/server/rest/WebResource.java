package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the hub shows in a browser: the page at {@code /}, and what it is made of under {@code /web/}.
 *
 * <p>Spec: docs/protocol/rest.md, "In a browser".
 */
final class WebResource implements Resource {
    private static final String FOLDER = "/web/";
    private static final String PAGE = "hub.html";

    private static final Map<String, String> PARTS =
            Map.of("hub.js", "text/javascript", "hub.css", "text/css", "hub.svg", "image/svg+xml");

    /** The paths that anybody may ask for: they hold nothing of anybody. */
    static final Set<String> OPEN_PATHS =
            PARTS.keySet().stream().map(name -> FOLDER + name).collect(Collectors.toUnmodifiableSet());

    // Whatever got into a page could load, send and embed nothing.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final WebFile page = WebFile.read(PAGE, "text/html;charset=utf-8");
    private final Map<String, WebFile> parts = new LinkedHashMap<>();

    WebResource() {
        PARTS.forEach((name, type) -> parts.put(name, WebFile.read(name, type + ";charset=utf-8")));
    }

    @Override
    public void addTo(Routes routes) {
        routes.get("/", this::front, "token").get(FOLDER + "{file}", this::part);
    }

    private void front(Exchange x) {
        x.with("Vary", "Accept");
        if (x.header("Accept").filter(Accepted::prefersHtml).isPresent()) {
            // Not kept: the address may hold a token.
            guarded(x).with("Cache-Control", "no-store").bytes(page.contentType(), page.content());
        } else {
            x.text("Maestro Hub is running\n");
        }
    }

    private void part(Exchange x) {
        WebFile file = Optional.ofNullable(parts.get(x.path("file")))
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "there is nothing at this path"));
        guarded(x).with("Cache-Control", "no-cache").with("ETag", file.etag());
        if (x.header("If-None-Match").filter(file::isAmong).isPresent()) {
            x.notModified();
        } else {
            x.bytes(file.contentType(), file.content());
        }
    }

    private static Exchange guarded(Exchange x) {
        return x.with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer");
    }
}
