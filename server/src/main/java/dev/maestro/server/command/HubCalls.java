package dev.maestro.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;

/**
 * Asks a hub by its REST. What only reads, and what goes under an idempotency key, is asked once more when its answer was lost;
 * no other change is, as nobody can say whether it was done.
 *
 * <p>Threads: thread-safe; blocks, at most 30 s a try.
 */
final class HubCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    /** What a proxy says whose hub did not answer. */
    private static final int BAD_GATEWAY = 502;

    private static final int GATEWAY_TIMEOUT = 504;

    private final HubAccess hub;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_PATIENCE)
            .build();

    HubCalls(HubAccess hub) {
        this.hub = hub;
    }

    /** The answer did not come, or not whole. */
    private static final class LostException extends Exception {
        private final String what;

        LostException(String what) {
            super(what);
            this.what = what;
        }
    }

    /** Returns text as it stands in a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    HubAnswer get(String path) {
        return good(ask(path));
    }

    /** Asks, and takes a refusal for an answer, too. */
    HubAnswer ask(String path) {
        HttpRequest request = request(path).GET().build();
        try {
            return hubs(once(request));
        } catch (LostException first) {
            try {
                return hubs(once(request));
            } catch (LostException e) {
                throw unreachable(e.what);
            }
        }
    }

    /**
     * Asks for something to be made or done, once, however often it is asked under this key.
     *
     * @param key 1 to 255 visible ASCII characters
     */
    HubAnswer post(String path, Optional<ObjectNode> body, String key) {
        HttpRequest.Builder request = request(path).header("Idempotency-Key", key);
        body.ifPresent(node -> request.header("Content-Type", "application/json"));
        HttpRequest built = request.POST(content(body)).build();
        try {
            return good(hubs(once(built)));
        } catch (LostException first) {
            try {
                return good(hubs(once(built)));
            } catch (LostException e) {
                throw lost(e.what, "Give the same command with --key " + key + ": it is done once.");
            }
        }
    }

    HubAnswer patch(String path, ObjectNode body, OptionalLong ifVersion) {
        return change(
                request(path).header("Content-Type", "application/json").method("PATCH", content(Optional.of(body))),
                ifVersion);
    }

    HubAnswer delete(String path, OptionalLong ifVersion) {
        return change(request(path).DELETE(), ifVersion);
    }

    private HubAnswer change(HttpRequest.Builder request, OptionalLong ifVersion) {
        ifVersion.ifPresent(version -> request.header("If-Match", "\"" + version + "\""));
        try {
            return good(hubs(once(request.build())));
        } catch (LostException e) {
            throw lost(e.what, "Look before you repeat it.");
        }
    }

    private static BodyPublisher content(Optional<ObjectNode> body) {
        return body.map(node -> BodyPublishers.ofByteArray(JsonBytes.of(node).array()))
                .orElseGet(BodyPublishers::noBody);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.at(path)).timeout(PATIENCE).header("Accept", "application/json");
        try {
            hub.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        } catch (IllegalArgumentException e) {
            throw VerbFailure.usage("The token has characters no token has.");
        }
        return request;
    }

    private HubAnswer once(HttpRequest request) throws LostException {
        try {
            HubAnswer answer = HubAnswer.of(http.send(request, BodyHandlers.ofByteArray()));
            if (!answer.refusal() && (answer.status() == BAD_GATEWAY || answer.status() == GATEWAY_TIMEOUT)) {
                throw new LostException("a proxy there says " + answer.status() + ", as it does when the hub is away");
            }
            return answer;
        } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
            throw unreachable("nobody listens there, or the name is not known");
        } catch (SSLException e) {
            throw unreachable("no secure connection can be made: " + e.getMessage());
        } catch (IOException e) {
            throw new LostException("it gave no answer (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("this was interrupted");
        }
    }

    private HubAnswer good(HubAnswer answer) {
        if (answer.refusal()) {
            throw Refusal.of(answer);
        }
        return answer;
    }

    /** Makes sure that it was a hub that answered. */
    private HubAnswer hubs(HubAnswer answer) {
        if (answer.refusal() || answer.good() && !answer.json().isMissingNode()) {
            return answer;
        }
        throw unreachable("what answers is no hub: HTTP status " + answer.status());
    }

    private VerbFailure unreachable(String why) {
        return VerbFailure.of(
                ExitCode.UNREACHABLE,
                "The hub at " + hub + " cannot be reached: " + why + ".",
                "Is it running (\"serve\")? Another address is given by --url or MAESTRO_SERVER_URL.");
    }

    private VerbFailure lost(String why, String next) {
        return VerbFailure.of(
                ExitCode.UNREACHABLE,
                "The answer of the hub at " + hub + " was lost: " + why + ".",
                "It may or may not have been done. " + next);
    }
}
