package dev.maestro.server.namespace;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client events of one namespace: brings each to its handler on the pool, in order for each socket, and sees to it
 * that each is answered.
 */
final class ClientEvents {
    private static final Logger log = LoggerFactory.getLogger(ClientEvents.class);
    private static final String WORK = "namespace.work";
    private static final int MAX_WAITING = 256;
    private static final int MAX_SHOWN = 100;

    private final HubNamespace namespace;
    private final Executor pool;

    ClientEvents(HubNamespace namespace, Executor pool) {
        this.namespace = namespace;
        this.pool = pool;
        // In the socket's order, as any other: a refusal must not overtake an earlier answer.
        namespace.setUnknownEventListener((client, name, args, ack) ->
                take(client, name, MissingNode.getInstance(), ack, (from, payload, answer) -> {
                    throw HubException.of(ErrorCode.INVALID, "there is no event " + shown(name));
                }));
    }

    /** Gives a new socket its queue; must come before its first event. */
    void connected(SocketIOClient client) {
        client.set(WORK, new OrderedWork(pool, MAX_WAITING));
    }

    /** Takes an event. */
    void on(String event, EventHandler handler) {
        namespace.addMultiTypeEventListener(
                event,
                (client, args, ack) -> take((HubClient) client, event, first(args), ack, handler),
                JsonNode.class);
    }

    private void take(HubClient client, String event, JsonNode payload, AckRequest ack, EventHandler handler) {
        EventAnswer answer = new EventAnswer(client, ack);
        OrderedWork work = Objects.requireNonNull(client.get(WORK), "connected() comes first");
        if (!work.submit(() -> run(client, event, payload, answer, handler))) {
            answer.refuse(HubException.of(ErrorCode.UNAVAILABLE, "too much waits to be done; try again"));
        }
    }

    private static void run(
            HubClient client, String event, JsonNode payload, EventAnswer answer, EventHandler handler) {
        try {
            handler.handle(client, payload, answer);
        } catch (HubException e) {
            log.atDebug()
                    .addKeyValue("event", event)
                    .addKeyValue("code", e.code().wire())
                    .log("event refused: {}", e.getMessage());
            answer.refuse(e);
        } catch (BackendUnavailableException e) {
            answer.refuse(HubException.of(ErrorCode.UNAVAILABLE, "the store is not available; try again"));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            log.atError()
                    .addKeyValue("nsp", client.getNamespace().getName())
                    .addKeyValue("event", event)
                    .addKeyValue("reference", reference)
                    .setCause(e)
                    .log("event failed");
            answer.refuse(HubException.of(ErrorCode.INTERNAL, "internal error, reference " + reference));
        }
    }

    private static String shown(String name) {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…";
    }

    private static JsonNode first(MultiTypeArgs args) {
        return args.isEmpty() ? MissingNode.getInstance() : args.first();
    }
}
