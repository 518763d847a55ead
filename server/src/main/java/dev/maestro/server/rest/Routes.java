package dev.maestro.server.rest;

import dev.maestro.server.schema.openapi.DescribedRoute;
import dev.maestro.server.schema.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The table of routes. A path added earlier wins over a later one with a parameter in the same place.
 *
 * <p>Every path also answers {@code HEAD} where it answers {@code GET}, {@code OPTIONS} with what it allows, and any
 * other method with 405 and the same.
 *
 * <p>Threads: confined to the caller until the server starts, then immutable.
 */
public final class Routes {
    private static final List<HandlerType> METHODS = List.of(
            HandlerType.GET,
            HandlerType.HEAD,
            HandlerType.POST,
            HandlerType.PUT,
            HandlerType.PATCH,
            HandlerType.DELETE,
            HandlerType.TRACE);

    /** Returns whether a method is one the hub knows; any other is answered the same at every path. */
    static boolean knows(HandlerType method) {
        return METHODS.contains(method) || method.equals(HandlerType.OPTIONS);
    }

    private final Map<String, Map<HandlerType, Route>> paths = new LinkedHashMap<>();

    private final Executor writer;

    /**
     * Makes an empty table.
     *
     * @param writer writes the answers of requests that wait; it may block on a slow client
     */
    Routes(Executor writer) {
        this.writer = writer;
    }

    private record Route(Function<Context, Query> query, Operation operation, Endpoint endpoint) {}

    Routes get(String path, Operation operation, Endpoint endpoint) {
        return add(HandlerType.GET, path, operation, endpoint).add(HandlerType.HEAD, path, operation, endpoint);
    }

    /** Adds a path that people open: whatever others have added to its address means nothing. */
    Routes page(String path, Operation operation, Endpoint endpoint) {
        Route route = new Route(context -> Query.NONE, operation, endpoint);
        return add(HandlerType.GET, path, route).add(HandlerType.HEAD, path, route);
    }

    Routes post(String path, Operation operation, Endpoint endpoint) {
        return add(HandlerType.POST, path, operation, endpoint);
    }

    Routes put(String path, Operation operation, Endpoint endpoint) {
        return add(HandlerType.PUT, path, operation, endpoint);
    }

    Routes patch(String path, Operation operation, Endpoint endpoint) {
        return add(HandlerType.PATCH, path, operation, endpoint);
    }

    Routes delete(String path, Operation operation, Endpoint endpoint) {
        return add(HandlerType.DELETE, path, operation, endpoint);
    }

    private Routes add(HandlerType method, String path, Operation operation, Endpoint endpoint) {
        // What a route is said to be asked with is what it takes.
        Set<String> known = operation.parameterNames();
        return add(method, path, new Route(context -> Query.of(context, known), operation, endpoint));
    }

    private Routes add(HandlerType method, String path, Route route) {
        paths.computeIfAbsent(path, key -> new LinkedHashMap<>()).put(method, route);
        return this;
    }

    /** Returns what there is to say of every route but that it answers HEAD and OPTIONS. */
    List<DescribedRoute> described() {
        List<DescribedRoute> described = new ArrayList<>();
        paths.forEach((path, methods) -> methods.forEach((method, route) -> {
            if (!method.equals(HandlerType.HEAD)) {
                described.add(new DescribedRoute(method.name(), path, route.operation()));
            }
        }));
        return described;
    }

    /** Returns {@code METHOD /path} of every route, for the test that holds the documentation. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        paths.forEach((path, methods) -> methods.keySet().forEach(method -> names.add(method.name() + " " + path)));
        return names;
    }

    /** Hands the table to the web server. */
    void install(RoutesConfig routes) {
        paths.forEach((path, methods) -> {
            String allowed = allowed(methods.keySet());
            methods.forEach((method, route) -> routes.addHttpHandler(method, path, context -> serve(context, route)));
            routes.addHttpHandler(
                    HandlerType.OPTIONS, path, context -> context.status(204).header("Allow", allowed));
            METHODS.stream()
                    .filter(method -> !methods.containsKey(method))
                    .forEach(method -> routes.addHttpHandler(method, path, context -> Problem.methodNotAllowed(allowed)
                            .write(context)));
        });
    }

    private static String allowed(Set<HandlerType> methods) {
        Set<String> names = new TreeSet<>();
        methods.forEach(method -> names.add(method.name()));
        names.add("OPTIONS");
        return String.join(", ", names);
    }

    private void serve(Context context, Route route) {
        route.endpoint().handle(new Exchange(context, route.query().apply(context), writer));
    }
}
