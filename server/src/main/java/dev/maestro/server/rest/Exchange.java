package dev.maestro.server.rest;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Idempotency;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Threads: confined to the thread that serves it. */
final class Exchange {
    private final Context context;
    private final Query query;
    private final Executor writer;
    // Read when first asked for, by the one thread.
    private @Nullable Body body;

    Exchange(Context context, Query query, Executor writer) {
        this.context = context;
        this.query = query;
        this.writer = writer;
    }

    /** Returns who asks; a POST with an idempotency key asks under it. */
    Caller caller() {
        Caller caller = Front.caller(context);
        String key = context.header("Idempotency-Key");
        if (key == null || !context.method().equals(HandlerType.POST)) {
            return caller;
        }
        if (!Idempotency.holds(key)) {
            throw HubException.invalid(
                    "", "Idempotency-Key must be 1 to " + Idempotency.MAX_KEY_LENGTH + " visible ASCII characters");
        }
        // The router takes a path with a slash at its end for the same.
        String scope = caller.key() + " POST " + withoutSlash(context.path());
        return caller.once(new Idempotency(scope, key, body().hash()));
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Returns as whom the caller of an open path is known; empty for a stranger. */
    Optional<Principal> ifKnown(Authenticator authenticator) {
        return Front.ifKnown(authenticator, context);
    }

    /** Returns as whom the caller is known. */
    Principal principal() {
        return Front.principal(context);
    }

    /** Returns where the request comes from. */
    ConnectionFacts facts() {
        return Front.factsOf(context);
    }

    /** Returns the first value of a header of the request. */
    Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    /** Returns the content; empty counts as an object without fields. */
    Payload payload() {
        return body().payload();
    }

    /**
     * Reads the content of a request that has nothing to say.
     *
     * @throws HubException {@code invalid} if it says something
     */
    void requireNoFields() {
        payload().fields().done();
    }

    String path(String name) {
        return context.pathParam(name);
    }

    Optional<String> query(String name) {
        return query.find(name);
    }

    String requiredQuery(String name) {
        return query(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> HubException.invalid("?" + name, "is required"));
    }

    /** Returns a whole number of the query. */
    int number(String name, int least, int most, int otherwise) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw HubException.invalid("?" + name, "must be a whole number of " + least + " to " + most);
    }

    /** Returns a moment of the query, in epoch milliseconds. */
    OptionalLong moment(String name) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.get().matches("[0-9]{1,15}")) {
            return OptionalLong.of(Long.parseLong(text.get()));
        }
        throw HubException.invalid("?" + name, "must be a time in epoch milliseconds");
    }

    /** Returns which part of a list is wanted. */
    Page page() {
        int limit = number("limit", 1, DocumentQuery.MAX_LIMIT, Page.USUAL_LIMIT);
        return new Page(query("cursor").orElse(null), limit);
    }

    /** Returns the versions {@code If-Match} is ready to change. */
    Expected expected() {
        return Versions.ifMatch(context.header("If-Match"));
    }

    /** Answers a change; what was made is to be found under {@code collection}. */
    void answer(Answer answer, String collection) {
        if (answer.created()) {
            context.header("Location", collection + "/" + answer.id());
        }
        answer(answer);
    }

    /** Answers a change. */
    void answer(Answer answer) {
        if (answer.version() > 0) {
            context.header("ETag", Versions.etag(answer.version()));
        }
        json(answer.status(), answer.body());
    }

    /** Answers a document, or that the client has it already. */
    void document(StoredDocument document) {
        context.header("ETag", Versions.etag(document.version()));
        if (Versions.has(context.header("If-None-Match"), document.version())) {
            notModified();
            return;
        }
        json(200, document.body());
    }

    /** Answers a list: the bare array, and where the next page is in headers. */
    void list(DocumentPage page) {
        page.nextCursor().ifPresent(cursor -> context.header("X-Next-Cursor", cursor)
                .header("Link", "<" + context.path() + "?" + query.withCursor(cursor) + ">; rel=\"next\""));
        array(page.documents().stream().map(StoredDocument::body).toList());
    }

    /** Answers an array later, without holding this thread or, when it is written, the one that completes the stage. */
    void later(CompletionStage<List<JsonBytes>> items) {
        context.future(() -> items.thenAcceptAsync(this::array, writer).toCompletableFuture());
    }

    /** Adds a header to the answer. */
    Exchange with(String header, String value) {
        context.header(header, value);
        return this;
    }

    /** Answers that the client has it already. */
    void notModified() {
        context.status(304);
    }

    /** Answers bytes of some type; they are not copied. */
    void bytes(String contentType, byte[] content) {
        context.contentType(contentType).result(content);
    }

    void json(int status, JsonBytes json) {
        context.status(status)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(json.array());
    }

    void text(String text) {
        context.contentType("text/plain;charset=utf-8").result(text);
    }

    void problem(Problem problem) {
        problem.write(context);
    }

    private void array(List<JsonBytes> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(items.get(i).array());
        }
        out.write(']');
        json(200, JsonBytes.ofUtf8(out.toByteArray()));
    }

    private Body body() {
        Body read = body;
        if (read == null) {
            read = Body.of(context);
            body = read;
        }
        return read;
    }
}
