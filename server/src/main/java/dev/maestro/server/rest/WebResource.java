package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

/**
 * What the hub shows in a browser: the page at {@code /}, and what it is made of under {@code /web/}.
 *
 * <p>A path under {@code /web/{version}/} never means anything else and is kept for good; the same without the version is asked
 * for anew each time.
 *
 * <p>Spec: docs/protocol/rest.md, "In a browser".
 */
final class WebResource implements Resource {
    private static final String FOLDER = "/web/";
    private static final String WORKER = "sw.js";

    // Whatever got into a page could load, send and embed nothing.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    private final WebFiles files = WebFiles.read();

    /** Returns whether anybody may ask for a path: it holds nothing of anybody. */
    static boolean isOpen(String path) {
        return path.startsWith(FOLDER);
    }

    @Override
    public void addTo(Routes routes) {
        routes.page(
                        "/",
                        Operation.of(Tag.HUB, "front", "Ask whether it is running, or open the page")
                                .by(Who.ANYBODY)
                                .answersPlain(
                                        "A line of text; a page to whoever would rather have HTML.",
                                        "text/plain",
                                        "text/html"),
                        this::front)
                .get(
                        FOLDER + "<file>",
                        Operation.of(Tag.HUB, "readPart", "Read a file that the pages are made of")
                                .by(Who.ANYBODY)
                                .file("The file.", "*/*")
                                .refuses(ErrorCode.NOT_FOUND),
                        this::part);
    }

    private void front(Exchange x) {
        x.with("Vary", "Accept, Accept-Encoding");
        if (x.header("Accept").filter(Accepted::prefersHtml).isPresent()) {
            // Not kept: the address may hold a token.
            guarded(x).with("Cache-Control", "no-store");
            send(x, files.page());
        } else {
            x.text("Maestro Hub is running\n");
        }
    }

    private void part(Exchange x) {
        String path = x.path("file");
        String versioned = files.version() + "/";
        boolean isVersioned = path.startsWith(versioned);
        String name = isVersioned ? path.substring(versioned.length()) : path;
        WebFile file = files.find(name)
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "there is nothing at this path"));
        guarded(x).with("Cache-Control", isVersioned ? "public, max-age=31536000, immutable" : "no-cache");
        if (name.equals(WORKER)) {
            x.with("Service-Worker-Allowed", "/");
        }
        answer(x, file);
    }

    /** Answers a file, or that whoever asks has it. */
    static void answer(Exchange x, WebFile file) {
        x.with("ETag", file.etag(isCompressed(x, file))).with("Vary", "Accept-Encoding");
        if (x.header("If-None-Match").filter(file::isAmong).isPresent()) {
            x.notModified();
        } else {
            send(x, file);
        }
    }

    private static boolean isCompressed(Exchange x, WebFile file) {
        return file.isCompressible()
                && x.header("Accept-Encoding").filter(Accepted::takesGzip).isPresent();
    }

    private static void send(Exchange x, WebFile file) {
        if (isCompressed(x, file)) {
            x.with("Content-Encoding", "gzip").bytes(file.contentType(), file.compressed());
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
