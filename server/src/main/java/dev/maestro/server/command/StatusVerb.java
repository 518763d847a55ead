package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code status}: how a hub is, and who one is to it. */
final class StatusVerb {
    private StatusVerb() {}

    static Verb verb() {
        return new Verb(
                "status",
                "Says whether a hub is there and ready, who you are to it, and who is connected.",
                List.of(),
                List.of(),
                List.of("status", "status --url https://hub.example.org --token-file token.txt"),
                StatusVerb::run);
    }

    private static void run(Asking asking) {
        HubAnswer ready = asking.calls().ask("/readyz");
        HubAnswer me = asking.calls().ask("/api/me");
        HubAnswer sockets = asking.calls().ask("/ws-status");
        if (asking.json()) {
            String all =
                    "{\"readyz\":" + ready.text() + ",\"me\":" + me.text() + ",\"ws-status\":" + sockets.text() + "}";
            asking.print(all.getBytes(StandardCharsets.UTF_8));
        } else {
            lines(ready, me, sockets).forEach(asking::say);
        }
        // Whoever is not let in knows at least that there is a hub; a program must be told that it is not let in.
        if (!me.good()) {
            throw Refusal.of(me);
        }
        if (!ready.good()) {
            throw Refusal.of(ready);
        }
    }

    private static List<String> lines(HubAnswer ready, HubAnswer me, HubAnswer sockets) {
        List<String> lines = new ArrayList<>();
        lines.add("Ready      "
                + (ready.good() ? "yes" : "no: " + joined(ready.json().path("reasons"))));
        if (me.good()) {
            lines.add("You are    " + who(me.json()));
            lines.add("You see    "
                    + (me.json().path("allProjects").asBoolean()
                            ? "every project"
                            : me.json().path("projectIds").isEmpty()
                                    ? "no project"
                                    : joined(me.json().path("projectIds"))));
            lines.add("You may    "
                    + (me.json().path("permissions").isEmpty()
                            ? "nothing beyond that"
                            : joined(me.json().path("permissions"))));
        }
        if (sockets.good()) {
            lines.addAll(connected(sockets.json()));
        }
        return lines;
    }

    private static String who(JsonNode me) {
        String kind = me.path("kind").asText();
        String until = me.path("expiresAt").isIntegralNumber() ? ", until " + Cells.time(me.path("expiresAt")) : "";
        return (kind.equals("local") ? "the local person" : kind + " " + Cells.text(me.path("id"))) + until;
    }

    private static List<String> connected(JsonNode status) {
        List<String> lines = new ArrayList<>();
        String namespaces = Stream.of("namespaces", "dynamicNamespaces")
                .flatMap(kind -> status.path(kind).properties().stream())
                .map(StatusVerb::count)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        lines.add("Sockets    " + (namespaces.isEmpty() ? "none" : namespaces));
        lines.add("Raw        " + status.path("rawSockets").path("connected").asInt() + " plain WebSockets, "
                + status.path("brainSockets").path("connected").asInt() + " of Brains");
        lines.add("Terminals  "
                + status.path("namespaces")
                        .path("terminal")
                        .path("activeSessions")
                        .asInt());
        if (status.path("nodes").isArray()) {
            long answered = StreamSupport.stream(status.path("nodes").spliterator(), false)
                    .filter(node -> node.path("answered").asBoolean())
                    .count();
            lines.add("Nodes      " + answered + " of " + status.path("nodes").size() + " answer");
        }
        return lines;
    }

    private static String count(Map.Entry<String, JsonNode> namespace) {
        int clients = namespace.getValue().path("connected").asInt();
        return clients == 0 ? "" : clients + " in " + namespace.getKey();
    }

    private static String joined(JsonNode words) {
        return StreamSupport.stream(words.spliterator(), false).map(Cells::text).collect(Collectors.joining(", "));
    }
}
