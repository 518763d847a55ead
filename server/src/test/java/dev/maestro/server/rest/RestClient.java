package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.audit.AuditReads;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.settings.SettingsService;
import dev.maestro.server.health.Health;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.WideLimits;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.schema.asyncapi.AsyncApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The REST server over services of its own, and an HTTP client that stands where the front would. */
final class RestClient implements AutoCloseable {
    static final String KEY = "the key of this start";
    static final String FRONT = "Host: localhost\r\nX-Maestro-Front: " + KEY + "\r\nX-Maestro-Peer: 127.0.0.1\r\n";

    final Services services;
    private final RestConfig config;
    private final List<Resource> resources;
    private final RestServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();

    private RestClient(Services services, Supplier<JsonBytes> wsStatus) {
        this(services, wsStatus, new Authenticator(OriginPolicy.withDefaultsAnd(List.of())), WideLimits.requests());
    }

    private RestClient(Services services, Supplier<JsonBytes> wsStatus, Authenticator authenticator, Gates requests) {
        this.services = services;
        this.config = new RestConfig(
                KEY,
                authenticator,
                requests,
                List::of,
                () -> List.of(new Health.Result("store", services.backend.troubles())),
                access -> wsStatus.get(),
                () -> 2,
                RequestWatch.NONE,
                16);
        this.resources = List.of(
                new ProjectResource(services.projects),
                new TaskResource(services.tasks, services.subtasks, services.claims),
                new BrainResource(services.runs),
                new SessionResource(
                        services.sessions,
                        services.sessionTasks,
                        services.spawning,
                        services.modals,
                        services.reports,
                        services.agents),
                new TeamMemberResource(services.team),
                new MailResource(services.mail, services.waits),
                new StateResource(services.state),
                new WorkflowResource(services.projects, services.workflows),
                new SprintResource(services.projects, services.backlog, services.sprints),
                new ApprovalResource(services.projects, services.approvals),
                new ChatResource(services.projects, services.chat, services.threads, services.reactions),
                new ActivityResource(services.projects, services.activity),
                new AdminResource(
                        new AuditReads(services.backend),
                        new SettingsService(
                                services.commits,
                                ConfigLoader.load(null, Map.of(), Map.of()).config(),
                                () -> {}),
                        since -> Services.bytes("{'samples':[],'since':" + since + "}")),
                new EventDescription(AsyncApi.of(new PayloadLimits(1000, MessageLimits.USUAL))),
                new MetricsResource(() -> "maestro_sockets 1\n"),
                new DrainResource(() -> {}));
        this.server = RestServer.start(config, resources);
    }

    static RestClient start() {
        return new RestClient(new Services(), () -> Services.bytes("{'engine':{'totalClients':0},'namespaces':{}}"));
    }

    /** Starts a server for these people, with these limits. */
    static RestClient startFor(Authenticator authenticator, Gates requests) {
        return new RestClient(new Services(), () -> Services.bytes("{}"), authenticator, requests);
    }

    static RestClient startBroken(Supplier<JsonBytes> fault) {
        return new RestClient(new Services(), fault);
    }

    /** Returns {@code METHOD /path} of every route. */
    List<String> routeNames() {
        return RestServer.routes(config, resources, Runnable::run).names();
    }

    int port() {
        return server.port();
    }

    Request request(String method, String path) {
        return new Request(method, path, null);
    }

    Request request(String method, String path, String json) {
        return new Request(method, path, json.replace('\'', '"'));
    }

    HttpResponse<String> get(String path) {
        return request("GET", path).send();
    }

    HttpResponse<String> post(String path, String json) {
        return request("POST", path, json).send();
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    /** Makes something and returns its id. */
    String made(String path, String json) {
        HttpResponse<String> answer = post(path, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return parse(answer.body()).path("id").asText();
    }

    /** Sends bytes as they stand and returns all that comes back until the server closes. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonNode parse(String text) {
        try {
            return Json.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        server.stop();
        services.close();
    }

    /** One request, not yet sent. */
    final class Request {
        private final String method;
        private final String path;
        private final byte[] content;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private boolean chunked;

        private Request(String method, String path, @Nullable String json) {
            this.method = method;
            this.path = path;
            this.content = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
            headers.put("X-Maestro-Front", KEY);
            headers.put("X-Maestro-Peer", "127.0.0.1");
            if (json != null) {
                headers.put("Content-Type", "application/json");
            }
        }

        Request header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Request without(String name) {
            headers.remove(name);
            return this;
        }

        Request chunked() {
            chunked = true;
            return this;
        }

        HttpResponse<String> send() {
            return sendAsync().orTimeout(70, TimeUnit.SECONDS).join();
        }

        CompletableFuture<HttpResponse<String>> sendAsync() {
            return sendAsync(HttpResponse.BodyHandlers.ofString());
        }

        /** Sends the request for what is no text, or compressed. */
        HttpResponse<byte[]> sendForBytes() {
            return sendAsync(HttpResponse.BodyHandlers.ofByteArray())
                    .orTimeout(70, TimeUnit.SECONDS)
                    .join();
        }

        private <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpResponse.BodyHandler<T> handler) {
            HttpRequest.BodyPublisher publisher = content.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : chunked
                            ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))
                            : HttpRequest.BodyPublishers.ofByteArray(content);
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                    .timeout(Duration.ofSeconds(60))
                    .method(method, publisher);
            headers.forEach(request::header);
            return client.sendAsync(request.build(), handler);
        }
    }
}
