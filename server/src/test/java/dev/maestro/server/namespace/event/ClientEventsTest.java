package dev.maestro.server.namespace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.corundumstudio.socketio.AuthTokenResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.limit.Verdict;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineConfig;
import dev.maestro.server.socketio.RawClient;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.socketio.adapter.SocketIoPort;
import io.netty.handler.codec.http.HttpServerCodec;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event of every namespace, with every bad payload there is a row for: it is refused naming the place, reaches no
 * handler, and the socket lives on.
 */
@Timeout(180)
class ClientEventsTest {
    private static final int SESSIONS = 1000;
    private static final String MEGABYTE = "'" + "x".repeat(990_000) + "'";

    /** What no event takes, whatever it is called, by the place it is refused at and the code. */
    private static final List<Row> EVERY = List.of(
            row("a number", "7", "", "invalid"),
            row("a string", "'x'", "", "invalid"),
            row("true", "true", "", "invalid"),
            row("an unknown field", "{'nonsense':1}", "/nonsense", "invalid"),
            row("a field whose name needs escaping", "{'a/b~':1}", "/a~1b~0", "invalid"),
            row("three arguments", "{},{},{}", "#1", "invalid"),
            row("a second argument that is null", "{},null", "#1", "invalid"),
            row("nested too deep", "{'x':" + "[".repeat(40) + "]".repeat(40) + "}", "/x" + "/0".repeat(31), "invalid"),
            row("a megabyte of text", MEGABYTE, "", "too_large"),
            row("a megabyte in a field", "{'x':" + MEGABYTE + "}", "", "too_large"),
            row("a megabyte of numbers", "[" + "1,".repeat(490_000) + "1]", "", "too_large"),
            row("a megabyte of arrays", "[" + "[],".repeat(330_000) + "1]", "", "too_large"));

    /** What each event refuses beside that. An event without rows fails the test. */
    private static final Map<ClientEvent<?>, List<Row>> OWN = own();

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
    private static final BlockingQueue<Object> REACHED = new LinkedBlockingQueue<>();
    private static final Engine ENGINE = Engine.of(EngineConfig.STANDARD);
    private static final CountDownLatch BLOCKED = new CountDownLatch(1);
    private static int port;
    private static SocketIoPort opened;

    /** A payload that must be refused: its arguments in JSON with single quotes. */
    private record Row(String what, String args, String path, String code) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row row(String what, String args, String path, String code) {
        return new Row(what, args, path, code);
    }

    private static Map<ClientEvent<?>, List<Row>> own() {
        Map<ClientEvent<?>, List<Row>> rows = new LinkedHashMap<>();
        List<Row> sessions = sessions();
        rows.put(ClientCatalogue.SUBSCRIBE, and(sessions, required("")));
        rows.put(ClientCatalogue.SESSION_SUBSCRIBE, and(sessions, required("")));
        rows.put(ClientCatalogue.UNSUBSCRIBE, sessions);
        rows.put(ClientCatalogue.SESSION_UNSUBSCRIBE, sessions);
        List<Row> nothing = List.of(row("an empty array", "[]", "", "invalid"));
        rows.put(ClientCatalogue.PING, nothing);
        rows.put(ClientCatalogue.OWN_STATE_SYNC, and(nothing, List.of(named("projectId"))));
        rows.put(ClientCatalogue.PROJECT_SUBSCRIBE, word("projectId"));
        rows.put(ClientCatalogue.STATE_SYNC, word("projectId"));
        rows.put(ClientCatalogue.CLAIM_SPAWN, word("sessionId"));
        List<Row> login = List.of(
                row("no token", "{'user_id':'ann'}", "/token", "invalid"),
                row("a null token", "{'token':null}", "/token", "invalid"),
                row("a token that is none", "{'token':{}}", "/token", "invalid"),
                row("a blank token", "{'token':' '}", "/token", "invalid"),
                row("a long token", "{'token':'" + "x".repeat(8193) + "'}", "/token", "invalid"),
                row("a user of another type", "{'token':'t','user_id':7}", "/user_id", "invalid"),
                row("half a character", "{'token':'t','user_id':'\\udc00'}", "/user_id", "invalid"),
                row("one field too many", "{'token':'t','more':1}", "/more", "invalid"));
        rows.put(
                ClientCatalogue.AUTH_REFRESH,
                and(
                        List.of(
                                row("a null token", "{'token':null}", "/token", "invalid"),
                                row("a token that is none", "{'token':7}", "/token", "invalid"),
                                row("a long token", "{'token':'" + "x".repeat(8193) + "'}", "/token", "invalid"),
                                row("one field too many", "{'token':'t','more':1}", "/more", "invalid")),
                        required("/token")));
        terminals(rows);
        rows.put(ClientCatalogue.AUTHENTICATE, and(login, required("/token")));
        work(rows);
        portal(rows);
        return rows;
    }

    private static void portal(Map<ClientEvent<?>, List<Row>> rows) {
        List<Row> project = List.of(
                row("a null name", "{'project_name':null}", "/project_name", "invalid"),
                row("a name that is none", "{'project_name':7}", "/project_name", "invalid"),
                row("a blank name", "{'project_name':' '}", "/project_name", "invalid"),
                row("a long name", "{'project_name':'" + "x".repeat(501) + "'}", "/project_name", "invalid"),
                row("half a character", "{'project_name':'\\ud800'}", "/project_name", "invalid"),
                row("one field too many", "{'project_name':'p','more':1}", "/more", "invalid"));
        rows.put(
                ClientCatalogue.JOIN_PROJECT,
                and(
                        and(project, required("/project_name")),
                        List.of(
                                row("a user that is none", "{'project_name':'p','user_id':7}", "/user_id", "invalid"),
                                row(
                                        "a long user",
                                        "{'project_name':'p','user_id':'" + "x".repeat(201) + "'}",
                                        "/user_id",
                                        "invalid"))));
        rows.put(ClientCatalogue.LEAVE_PROJECT, and(project, required("/project_name")));
        rows.put(
                ClientCatalogue.SUBSCRIBE_TO_EVENTS,
                and(
                        required("/events"),
                        List.of(
                                row("null", "{'events':null}", "/events", "invalid"),
                                row("one event", "{'events':'state_change'}", "/events", "invalid"),
                                row("no name", "{'events':[7]}", "/events/0", "invalid"),
                                row("an event there is not", "{'events':['no_such']}", "/events", "invalid"),
                                row("many", "{'events':[" + many("e", 51) + "]}", "/events", "invalid"),
                                row("a project", "{'events':[],'project_name':7}", "/project_name", "invalid"),
                                row("one field too many", "{'events':[],'more':1}", "/more", "invalid"))));
        chat(rows);
    }

    private static void chat(Map<ClientEvent<?>, List<Row>> rows) {
        String message = "'content':'c','type':'message'";
        String file = "{'name':'n','size':1,'type':'t'}";
        rows.put(ClientCatalogue.TYPING_START, List.of());
        rows.put(ClientCatalogue.TYPING_STOP, List.of());
        rows.put(
                ClientCatalogue.REGISTER_COMMANDS,
                and(
                        required("/commands"),
                        List.of(
                                row("none", "{'commands':[]}", "/commands", "invalid"),
                                row("null", "{'commands':null}", "/commands", "invalid"),
                                row("no name", "{'commands':[{}]}", "/commands/0", "invalid"),
                                row("a slash", "{'commands':['/']}", "/commands", "invalid"),
                                row("capitals", "{'commands':['Deploy']}", "/commands", "invalid"),
                                row("a long one", "{'commands':['" + "x".repeat(65) + "']}", "/commands", "invalid"),
                                row("many", "{'commands':[" + many("c", 51) + "]}", "/commands", "invalid"),
                                row("one field too many", "{'commands':['c'],'more':1}", "/more", "invalid"))));
        rows.put(
                ClientCatalogue.SEND_MESSAGE,
                List.of(
                        row("no content", "{'type':'message'}", "/content", "invalid"),
                        row("no type", "{'content':'c'}", "/type", "invalid"),
                        row("an unknown type", "{'content':'c','type':'shout'}", "/type", "invalid"),
                        row(
                                "long content",
                                "{'content':'" + "x".repeat(2001) + "','type':'message'}",
                                "/content",
                                "invalid"),
                        row("a thread", "{" + message + ",'thread_id':'t'}", "/thread_id", "invalid"),
                        row("a reply to nothing", "{'content':'c','type':'thread_reply'}", "/thread_id", "invalid"),
                        row(
                                "six attachments",
                                "{" + message + ",'attachments':[" + (file + ",").repeat(5) + file + "]}",
                                "/attachments",
                                "invalid"),
                        row(
                                "a large attachment",
                                "{" + message + ",'attachments':[{'name':'n','size':10485761,'type':'t'}]}",
                                "/attachments/0/size",
                                "invalid"),
                        row("one field too many", "{" + message + ",'more':1}", "/more", "invalid")));
    }

    private static String many(String start, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("'" + start + i + "'");
        }
        return String.join(",", words);
    }

    private static void terminals(Map<ClientEvent<?>, List<Row>> rows) {
        String pty = "'ptyId':'p'";
        String session = "'sessionId':'s'";
        String size = ",'cols':80,'rows':24";
        List<Row> positions = List.of(
                row("a negative position", "{" + pty + ",'data':'x','position':-1}", "/position", "invalid"),
                row("half a byte", "{" + pty + ",'data':'x','position':0.5}", "/position", "invalid"));
        rows.put(
                ClientCatalogue.TERMINAL_REGISTER,
                and(
                        and(sizes(pty + "," + session), required("/ptyId")),
                        List.of(
                                row("no pty", "{" + session + "}", "/ptyId", "invalid"),
                                row("a number for a pty", "{'ptyId':1," + session + "}", "/ptyId", "invalid"),
                                row("no session", "{" + pty + "}", "/sessionId", "invalid"),
                                row("a word for yes", with(pty, session, "'takeover':'yes'"), "/takeover", "invalid"),
                                row(
                                        "half a character",
                                        with(pty, session, "'history':'\\ud800'"),
                                        "/history",
                                        "invalid"),
                                row("a long history", with(pty, session, history()), "/history", "invalid"))));
        rows.put(
                ClientCatalogue.TERMINAL_OUTPUT,
                and(
                        and(positions, required("/ptyId")),
                        List.of(
                                row("no data", "{" + pty + "}", "/data", "invalid"),
                                row("null for data", "{" + pty + ",'data':null}", "/data", "invalid"),
                                row("bytes for data", "{" + pty + ",'data':[7]}", "/data", "invalid"),
                                row("a megabyte elsewhere", "{'x':" + MEGABYTE + "}", "/x", "invalid"))));
        rows.put(ClientCatalogue.PTY_RESIZE, and(and(sizes(pty), requiredSizes(pty)), required("/ptyId")));
        rows.put(
                ClientCatalogue.TERMINAL_EXIT,
                and(
                        List.of(
                                row("a word for a code", "{" + pty + ",'exitCode':'0'}", "/exitCode", "invalid"),
                                row("a code too large", "{" + pty + ",'exitCode':3000000000}", "/exitCode", "invalid")),
                        required("/ptyId")));
        rows.put(
                ClientCatalogue.TERMINAL_WATCH,
                and(
                        List.of(
                                row("a negative position", "{" + session + ",'since':-1}", "/since", "invalid"),
                                row("a word for yes", "{" + session + ",'lossless':1}", "/lossless", "invalid")),
                        required("/sessionId")));
        rows.put(ClientCatalogue.TERMINAL_UNWATCH, word("sessionId"));
        rows.put(
                ClientCatalogue.TERMINAL_INPUT,
                and(
                        List.of(
                                row("no input", "{" + session + "}", "/input", "invalid"),
                                row("a number", "{" + session + ",'input':7}", "/input", "invalid"),
                                row("much", "{" + session + ",'input':'" + "x".repeat(70_000) + "'}", "", "too_large")),
                        required("/sessionId")));
        rows.put(
                ClientCatalogue.TERMINAL_RESIZE,
                and(and(sizes(session), requiredSizes(session)), required("/sessionId")));
        rows.put(
                ClientCatalogue.TERMINAL_ACK,
                and(
                        List.of(
                                row("no position", "{" + session + "}", "/position", "invalid"),
                                row("null", "{" + session + ",'position':null}", "/position", "invalid"),
                                row("below 0", "{" + session + size + ",'position':-1}", "/position", "invalid")),
                        required("/sessionId")));
        rows.put(ClientCatalogue.TERMINAL_LIST, List.of(named("sessionId")));
    }

    private static String with(String... fields) {
        return "{" + String.join(",", fields) + "}";
    }

    private static String history() {
        return "'history':'" + "x".repeat(525_000) + "'";
    }

    private static List<Row> sizes(String fields) {
        return List.of(
                row("no columns", with(fields, "'cols':0,'rows':24"), "/cols", "invalid"),
                row("a billion columns", with(fields, "'cols':1000000000,'rows':24"), "/cols", "invalid"),
                row("more columns than a long counts", with(fields, "'cols':1e30,'rows':24"), "/cols", "invalid"),
                row("fewer than no rows", with(fields, "'cols':80,'rows':-1"), "/rows", "invalid"),
                row("too many rows", with(fields, "'cols':80,'rows':501"), "/rows", "invalid"));
    }

    private static List<Row> requiredSizes(String fields) {
        return List.of(
                row("no cols", with(fields, "'rows':24"), "/cols", "invalid"),
                row("no rows", with(fields, "'cols':80"), "/rows", "invalid"));
    }

    /** What agents say, and those who direct them. */
    private static void work(Map<ClientEvent<?>, List<Row>> rows) {
        String tooLong = "x".repeat(64 * 1024 + 1);
        rows.put(
                ClientCatalogue.SEND_MAIL,
                and(
                        List.of(
                                row("no addressee", "{'subject':'s'}", "/toSessionId", "invalid"),
                                row("no subject", "{'toSessionId':'x'}", "/subject", "invalid"),
                                row("a sender", "{'fromSessionId':'x'}", "/fromSessionId", "invalid"),
                                row("a project", "{'projectId':'x'}", "/projectId", "invalid"),
                                row("a subject that is none", "{'subject':{}}", "/subject", "invalid"),
                                row("a blank type", "{'type':' '}", "/type", "invalid"),
                                row("half a character", "{'body':'\\ud800'}", "/body", "invalid"),
                                row("a long body", "{'body':'" + tooLong + "'}", "/body", "invalid")),
                        required("/toSessionId")));
        rows.put(
                ClientCatalogue.REPLY_INPUT,
                and(
                        List.of(
                                row("a text that is none", "{'sessionId':'x','text':7}", "/text", "invalid"),
                                row("half a character", "{'sessionId':'x','text':'\\udc00'}", "/text", "invalid"),
                                row("a long text", "{'sessionId':'x','text':'" + tooLong + "'}", "/text", "invalid")),
                        word("sessionId")));
        rows.put(
                ClientCatalogue.SPAWN,
                List.of(
                        row("nothing", "", "", "invalid"),
                        row("tasks that are none", "{'taskIds':'x'}", "/taskIds", "invalid"),
                        row("a task that is none", "{'taskIds':['x',7]}", "/taskIds/1", "invalid"),
                        row("skills twice", "{'skills':[],'skillIds':[]}", "/skillIds", "invalid"),
                        row("a blank name", "{'name':' '}", "/name", "invalid"),
                        row("an environment that is none", "{'env':[]}", "/env", "invalid"),
                        row("a variable that is none", "{'env':{'A':7}}", "/env/A", "invalid"),
                        row("a status", "{'status':'running'}", "/status", "invalid"),
                        row("a project that is none", "{'projectId':7}", "/projectId", "invalid")));
        rows.put(
                ClientCatalogue.HEARTBEAT,
                and(
                        List.of(
                                row("a word of the hub's", "{'status':'stale'}", "/status", "invalid"),
                                row("another word of the hub's", "{'status':'lost'}", "/status", "invalid"),
                                row("a task that is none", "{'status':'x','taskId':7}", "/taskId", "invalid")),
                        word("status")));
        rows.put(
                ClientCatalogue.SESSION_REPORT,
                and(
                        List.of(
                                row("another type", "{'type':'done'}", "/type", "invalid"),
                                row("a type in capitals", "{'type':'PROGRESS'}", "/type", "invalid"),
                                row("a type that is none", "{'type':7}", "/type", "invalid"),
                                row("a null type", "{'type':null}", "/type", "invalid"),
                                row("a message that is none", "{'type':'progress','message':7}", "/message", "invalid"),
                                row(
                                        "a long message",
                                        "{'type':'progress','message':'" + "x".repeat(4097) + "'}",
                                        "/message",
                                        "invalid"),
                                row("a task that is none", "{'type':'progress','taskId':[]}", "/taskId", "invalid")),
                        required("/type")));
    }

    private static Row named(String field) {
        return row("a field of another namespace", "{'" + field + "':'x'}", "/" + field, "invalid");
    }

    private static List<Row> required(String path) {
        return List.of(
                row("nothing", "", "", "invalid"),
                row("null", "null", "", "invalid"),
                row("an empty object", "{}", path.isEmpty() ? "/sessionIds" : path, "invalid"));
    }

    private static List<Row> word(String field) {
        String path = "/" + field;
        return and(
                List.of(
                        row("a field of another type", "{'" + field + "':7}", path, "invalid"),
                        row("an array for a word", "{'" + field + "':['x']}", path, "invalid"),
                        row("null for a word", "{'" + field + "':null}", path, "invalid"),
                        row("a blank word", "{'" + field + "':' '}", path, "invalid"),
                        row("a long word", "{'" + field + "':'" + "x".repeat(201) + "'}", path, "invalid"),
                        row("half a character", "{'" + field + "':'\\ud800'}", path, "invalid"),
                        row("one field too many", "{'" + field + "':'x','more':1}", "/more", "invalid"),
                        row("an array of ten thousand", "[" + "1,".repeat(9_999) + "1]", "", "invalid")),
                required(path));
    }

    private static List<Row> sessions() {
        return List.of(
                row("no array", "{'sessionIds':'x'}", "/sessionIds", "invalid"),
                row("null for an array", "{'sessionIds':null}", "/sessionIds", "invalid"),
                row("one field too many", "{'sessionIds':[],'more':1}", "/more", "invalid"),
                row("an empty id", "{'sessionIds':['a','']}", "/sessionIds/1", "invalid"),
                row("an empty id, bare", "['a','']", "/1", "invalid"),
                row("a long id", "['" + "x".repeat(201) + "']", "/0", "invalid"),
                row("half a character", "['\\ud800']", "/0", "invalid"),
                row("half a character where nobody looks", "[{'a':'\\ud800'}]", "", "invalid"),
                row("a number that is none", "[1e999]", "", "invalid"),
                row("an array of ten thousand", "[" + "1,".repeat(9_999) + "1]", "", "invalid"),
                row("nested too deep, bare", "[".repeat(40) + "]".repeat(40), "/0".repeat(32), "invalid"));
    }

    private static List<Row> and(Collection<Row> some, Collection<Row> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    @BeforeAll
    static void open() {
        opened = SocketIoPort.of("127.0.0.1", 0, ENGINE, POOL, pipeline -> {
            pipeline.addLast(new HttpServerCodec());
            ENGINE.addHandlers(pipeline);
        });
        ClientCatalogue.NAMESPACES.forEach((name, events) -> {
            if (name.contains("{")) {
                opened.namespaces(name, namespace -> listen(namespace, events));
            } else {
                listen(opened.namespace(name), events);
            }
        });
        ClientEvents slow = events(opened.namespace("/slow"), new Unlimited());
        slow.on(ClientCatalogue.PING, (client, payload, answer) -> await(BLOCKED));
        slow.on(ClientCatalogue.SUBSCRIBE, (client, payload, answer) -> {
            throw new StackOverflowError("planted");
        });
        port = opened.start().getPort();
    }

    @AfterAll
    static void close() {
        BLOCKED.countDown();
        opened.stop();
        POOL.shutdownNow();
    }

    private static void listen(HubNamespace namespace, List<ClientEvent<?>> events) {
        ClientEvents taken = events(namespace, new Unlimited());
        events.forEach(event -> record(taken, event));
        assertThat(taken.taken()).isEqualTo(Set.copyOf(events));
    }

    private static ClientEvents events(HubNamespace namespace, EventLimit limit) {
        namespace.addAuthTokenListener((auth, client) -> AuthTokenResult.AuthTokenResultSuccess);
        return ClientEvents.of(
                namespace,
                new EventRules(
                        limit, EventGate.OPEN, new PayloadLimits(SESSIONS, MessageLimits.USUAL), new NativeRefusals()),
                POOL);
    }

    private static <T> void record(ClientEvents events, ClientEvent<T> event) {
        events.on(event, (client, payload, answer) -> {
            REACHED.add(payload);
            answer.succeed(JsonNodeFactory.instance.objectNode());
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets everything through. */
    private static final class Unlimited implements EventLimit {
        private final Gates gates = new Gates(
                new GateRules(
                        Rate.perSecond(1_000_000, 1_000_000),
                        Duration.ofMinutes(1),
                        new Bans(Duration.ofMinutes(1), System::nanoTime)),
                System::nanoTime);

        @Override
        public Verdict admit(HubClient client) {
            return gates.open("anybody", true).admit();
        }
    }

    static Stream<Arguments> events() {
        return ClientCatalogue.NAMESPACES.entrySet().stream().flatMap(namespace -> namespace.getValue().stream()
                .map(event -> arguments(namespace.getKey().replace("{name}", "p"), event)));
    }

    @Test
    void everyEventIsOfSomeNamespaceAndHasRowsOfItsOwn() throws IllegalAccessException {
        Set<ClientEvent<?>> all = new HashSet<>();
        for (Field field : ClientCatalogue.class.getDeclaredFields()) {
            if (field.getType() == ClientEvent.class) {
                all.add((ClientEvent<?>) field.get(null));
            }
        }
        Set<ClientEvent<?>> ofNamespaces = new HashSet<>();
        ClientCatalogue.NAMESPACES.values().forEach(ofNamespaces::addAll);
        assertThat(ofNamespaces).isEqualTo(all);
        assertThat(OWN.keySet()).isEqualTo(all);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("events")
    void noBadPayloadReachesAHandler(String namespace, ClientEvent<?> event) throws Exception {
        REACHED.clear();
        try (RawClient client = joined(namespace)) {
            for (Row row : and(common(event), OWN.getOrDefault(event, List.of()))) {
                refusedInTheAck(client, namespace, event, row);
                // Two of the largest are more than may wait, and the first waits for a moment after its answer.
                refusedAsUnknown(client, namespace);
                refusedInAnEvent(client, namespace, event, row);
                refusedAsUnknown(client, namespace);
            }
            refusedBinary(client, namespace, event);
            refusedAsUnknown(client, namespace);
        }
        assertThat(REACHED).isEmpty();
    }

    private static void refusedAsUnknown(RawClient client, String namespace) throws Exception {
        client.say("42" + namespace + ",9[\"no:such\"]");
        assertThat(client.next()).startsWith("43" + namespace + ",9[");
    }

    /** What a program prints may be a megabyte, and whoever types may send along what they like, of a usual size. */
    private static List<Row> common(ClientEvent<?> event) {
        if (event == ClientCatalogue.TYPING_START || event == ClientCatalogue.TYPING_STOP) {
            return EVERY.stream()
                    .filter(row -> !row.code().equals("invalid")
                            || row.path().equals("#1")
                            || row.what().startsWith("nested"))
                    .toList();
        }
        return event != ClientCatalogue.TERMINAL_OUTPUT
                ? EVERY
                : EVERY.stream().filter(row -> !row.code().equals("too_large")).toList();
    }

    private static void refusedInTheAck(RawClient client, String namespace, ClientEvent<?> event, Row row)
            throws Exception {
        client.say("42" + namespace + ",1" + packet(event, row));
        String start = "43" + namespace + ",1";
        JsonNode ack = answer(client, start, row);
        assertThat(ack.path(0).path("success").isBoolean()).as(row.what()).isTrue();
        assertThat(ack.path(0).path("success").booleanValue()).as(row.what()).isFalse();
        assertThat(ack.path(0).path("error").asText()).as(row.what()).isNotBlank();
        assertRefused(ack.get(0), row);
    }

    private static void refusedInAnEvent(RawClient client, String namespace, ClientEvent<?> event, Row row)
            throws Exception {
        client.say("42" + namespace + "," + packet(event, row));
        JsonNode said = answer(client, "42" + namespace + ",", row);
        assertThat(said.path(0).asText()).as(row.what()).isEqualTo("validation_error");
        assertThat(said.path(1).path("message").asText()).as(row.what()).isNotBlank();
        assertRefused(said.get(1), row);
    }

    private static void assertRefused(JsonNode refusal, Row row) {
        assertThat(refusal.path("code").asText()).as(row.what()).isEqualTo(row.code());
        assertThat(refusal.path("details").findValuesAsText("path"))
                .as(row.what())
                .contains(row.path());
    }

    private static void refusedBinary(RawClient client, String namespace, ClientEvent<?> event) throws Exception {
        Row row = row("binary", "", "/x/0", "invalid");
        client.say("451-" + namespace + ",1[\"" + event.name() + "\",{\"x\":[{\"_placeholder\":true,\"num\":0}]}]");
        client.say((byte) 1, (byte) 2);
        assertRefused(answer(client, "43" + namespace + ",1", row).get(0), row);
    }

    private static JsonNode answer(RawClient client, String start, Row row) throws Exception {
        String frame = client.next();
        assertThat(frame).as(row.what()).startsWith(start + "[");
        return Json.tree(frame.substring(start.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static String packet(ClientEvent<?> event, Row row) {
        String args = row.args().replace('\'', '"');
        return "[\"" + event.name() + "\"" + (args.isEmpty() ? "" : ",") + args + "]";
    }

    static Stream<Arguments> goodPayloads() {
        return Stream.of(
                arguments("/ui", ClientCatalogue.PING, List.of("", "null", "{}")),
                arguments("/mobile", ClientCatalogue.OWN_STATE_SYNC, List.of("", "null", "{}")),
                arguments(
                        "/ui",
                        ClientCatalogue.SUBSCRIBE,
                        List.of("[]", "['a',7,null,{},'b']", "{'sessionIds':['a']}", longIds())),
                arguments("/ui", ClientCatalogue.UNSUBSCRIBE, List.of("", "null", "{}", "['a']", "{'sessionIds':[]}")),
                arguments(
                        "/cli",
                        ClientCatalogue.TERMINAL_REGISTER,
                        List.of(
                                "{'ptyId':'p','sessionId':'s'}",
                                "{'ptyId':'p','sessionId':'s','cols':1000,'rows':500,'takeover':true,'position':9,"
                                        + "'history':'" + "x".repeat(500_000) + "'}",
                                "{'ptyId':'p','sessionId':'s','position':null,'history':null}")),
                arguments(
                        "/ui",
                        ClientCatalogue.TERMINAL_OUTPUT,
                        List.of(
                                "{'ptyId':'p','data':''}",
                                "{'ptyId':'p','data':'\\ud83d'}",
                                "{'ptyId':'p','data':" + MEGABYTE + ",'position':0}")),
                arguments(
                        "/ui",
                        ClientCatalogue.TERMINAL_EXIT,
                        List.of("{'ptyId':'p'}", "{'ptyId':'p','exitCode':null}", "{'ptyId':'p','exitCode':-1}")),
                arguments(
                        "/terminal",
                        ClientCatalogue.TERMINAL_WATCH,
                        List.of("{'sessionId':'s'}", "{'sessionId':'s','since':0,'lossless':true}")),
                arguments(
                        "/terminal",
                        ClientCatalogue.TERMINAL_INPUT,
                        List.of("{'sessionId':'s','input':''}", "{'sessionId':'s','input':'\\u0003\\udc00'}")),
                arguments("/terminal", ClientCatalogue.TERMINAL_LIST, List.of("", "null", "{}")),
                arguments("/ui", ClientCatalogue.STATE_SYNC, List.of("{'projectId':'p'}")),
                arguments(
                        "/mobile",
                        ClientCatalogue.SEND_MAIL,
                        List.of(
                                "{'toSessionId':'s','subject':'x'}",
                                "{'toSessionId':'s','type':'t','subject':'x','body':'" + "\\u0001".repeat(64 * 1024)
                                        + "'}")),
                arguments(
                        "/mobile",
                        ClientCatalogue.REPLY_INPUT,
                        List.of("{'sessionId':'s'}", "{'sessionId':'s','text':null}", "{'sessionId':'s','text':''}")),
                arguments(
                        "/mobile",
                        ClientCatalogue.SPAWN,
                        List.of("{}", "{'projectId':'other','taskIds':['t'],'skillIds':['a'],'env':{'A':'b'}}")),
                arguments(
                        "/cli",
                        ClientCatalogue.HEARTBEAT,
                        List.of("{'status':'working'}", "{'status':'working','taskId':'t'}")),
                arguments(
                        "/cli",
                        ClientCatalogue.SESSION_REPORT,
                        List.of("{'type':'needs_input'}", "{'type':'blocked','message':'','taskId':'t'}")),
                arguments(
                        "/portal",
                        ClientCatalogue.AUTHENTICATE,
                        List.of("{'token':'t'}", "{'token':'t','user_id':null}", "{'token':'t','user_id':'u'}")),
                arguments(
                        "/portal",
                        ClientCatalogue.JOIN_PROJECT,
                        List.of("{'project_name':'p'}", "{'project_name':'p','user_id':'u'}")),
                arguments("/project/p", ClientCatalogue.LEAVE_PROJECT, List.of("{'project_name':'p'}")),
                arguments(
                        "/portal",
                        ClientCatalogue.SUBSCRIBE_TO_EVENTS,
                        List.of("{'events':[]}", "{'events':['state_change','user_left'],'project_name':'p'}")),
                arguments("/chat/p", ClientCatalogue.TYPING_START, List.of("", "null", "{}", "7", "{'any':['thing']}")),
                arguments("/chat/p", ClientCatalogue.TYPING_STOP, List.of("", "'x'")),
                arguments("/chat/p", ClientCatalogue.REGISTER_COMMANDS, List.of("{'commands':['/deploy','run_it-2']}")),
                arguments(
                        "/chat/p",
                        ClientCatalogue.SEND_MESSAGE,
                        List.of(
                                "{'content':'/help','type':'command'}",
                                "{'content':'" + "\u00e4".repeat(2000) + "','type':'message','attachments':["
                                        + "{'name':'n','size':10485760,'type':'t'}]}",
                                "{'content':'c','type':'thread_reply',"
                                        + "'thread_id':'0f8fad5b-d9cb-469f-a165-70867728950e'}")));
    }

    private static String longIds() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ids.add("'" + "x".repeat(196) + String.format("%04d", i) + "'");
        }
        return "[" + String.join(",", ids) + "]";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void goodPayloads(String namespace, ClientEvent<?> event, List<String> payloads) throws Exception {
        try (RawClient client = joined(namespace)) {
            for (String payload : payloads) {
                client.say("42" + namespace + ",1" + packet(event, row("", payload, "", "")));
                assertThat(client.next()).isEqualTo("43" + namespace + ",1[{\"success\":true}]");
            }
        }
    }

    @Test
    void whatWaitsForASocketIsBounded() throws Exception {
        String large = "42/slow,[\"subscribe\",[\"" + "x".repeat(200_000) + "\"]]";
        try (RawClient client = joined("/slow")) {
            client.say("42/slow,[\"ping\"]");
            for (int i = 0; i < 8; i++) {
                client.say(large);
            }
            String refused = client.next();
            assertThat(refused).contains("validation_error", "\"code\":\"unavailable\"");
        }
    }

    @Test
    void anErrorInAHandlerIsAnsweredWithAReferenceAndTheNextEventIsCarriedOut() throws Exception {
        try (RawClient client = joined("/slow")) {
            client.say("42/slow,1[\"subscribe\",[]]");
            assertThat(client.next())
                    .contains("\"code\":\"internal\"", "reference ")
                    .doesNotContain("planted");
            client.say("42/slow,2[\"no:such\"]");
            assertThat(client.next()).startsWith("43/slow,2[").contains("\"code\":\"invalid\"");
        }
    }

    private static RawClient joined(String namespace) throws InterruptedException {
        RawClient client = RawClient.session(port);
        client.say("40" + namespace + ",");
        assertThat(client.next()).startsWith("40" + namespace + ",{\"sid\":");
        return client;
    }
}
