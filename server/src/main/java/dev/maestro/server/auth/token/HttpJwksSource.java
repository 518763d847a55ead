package dev.maestro.server.auth.token;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches an issuer's keys by HTTP: one GET, no redirects, at most {@value #MAX_BYTES} bytes.
 *
 * <p>Threads: thread-safe.
 */
final class HttpJwksSource implements JwksSource {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int OK = 200;

    private final URI url;
    private final Duration patience;
    private final HttpClient client;

    /**
     * Fetches from one place.
     *
     * @param patience how long a whole fetch may take, however slowly the issuer answers
     */
    HttpJwksSource(URI url, Duration patience) {
        this.url = url;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect would have whoever can cause one name the keys.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    @Override
    public List<VerificationKey> fetch() throws JwksException, InterruptedException {
        HttpResponse<byte[]> response = get();
        if (response.statusCode() != OK) {
            throw new JwksException("it answered " + response.statusCode());
        }
        return JwksDocument.read(response.body());
    }

    private HttpResponse<byte[]> get() throws JwksException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json, application/jwk-set+json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new LimitedBody(MAX_BYTES));
        try {
            // The client's own time-out ends with the head: a body may trickle for ever.
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new JwksException("it took over " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new JwksException("it could not be read: " + e.getCause(), e.getCause());
        } finally {
            // Lets go of the connection if there is no answer yet; does nothing if there is.
            answer.cancel(true);
        }
    }
}
