package dev.maestro.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.screen.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** One verb as it is carried out: what was typed, the hub that is asked, where the answer goes. Threads: confined to one. */
final class Asking {
    static final Flag LIMIT = Flag.one("--limit", "N", "How many at most. Default: " + Listing.USUAL_LIMIT);
    static final Flag ALL = Flag.yes("--all", "All there are.");
    static final Flag KEY =
            Flag.one("--key", "KEY", "Makes it safe to repeat: what was done under a key is not done again for 24 h.");
    static final Flag IF_VERSION = Flag.one("--if-version", "N", "Only if it is at this version still.");

    private final Given given;
    private final HubCalls calls;
    private final Here here;
    private final Output output;

    Asking(Given given, HubCalls calls, Here here, Output output) {
        this.given = given;
        this.calls = calls;
        this.here = here;
        this.output = output;
    }

    Given given() {
        return given;
    }

    HubCalls calls() {
        return calls;
    }

    Output output() {
        return output;
    }

    boolean json() {
        return given.has(Verb.JSON);
    }

    /** Returns the project that was named, or the session's whose terminal this is; empty if neither. */
    Optional<String> project() {
        return given.text(Projects.FLAG).map(new Projects(calls)::id).or(here::project);
    }

    /** Returns the same, or the only project there is. */
    String neededProject() {
        return project().orElseGet(() -> new Projects(calls).only());
    }

    /** Returns the session that this is the terminal of. */
    Optional<String> session() {
        return here.session();
    }

    /** Returns a session that was named, or that this is the terminal of. */
    String neededSession(Optional<String> named) {
        return named.or(here::session)
                .orElseThrow(
                        () -> VerbFailure.usage(
                                "Say which session, by its id: this is no session's terminal (MAESTRO_SESSION_ID is not set)."));
    }

    /** Has something made or done. */
    HubAnswer post(String path, Optional<ObjectNode> body) {
        String key = given.text(KEY.name()).orElseGet(() -> UUID.randomUUID().toString());
        if (!key.matches("[!-~]{1,255}")) {
            throw VerbFailure.usage("--key must be 1 to 255 visible ASCII characters.");
        }
        return calls.post(path, body, key);
    }

    HubAnswer post(String path, ObjectNode body) {
        return post(path, Optional.of(body));
    }

    OptionalLong ifVersion() {
        return given.number(IF_VERSION.name(), 0);
    }

    /** Shows a list, as much of it as is wanted. */
    void list(String path, List<Column> columns) {
        OptionalLong limit = given.number(LIMIT.name(), 1);
        if (limit.isPresent() && given.has(ALL.name())) {
            throw VerbFailure.usage("It is either --limit or --all.");
        }
        Listing listing =
                Listing.read(calls, path, given.has(ALL.name()) ? Long.MAX_VALUE : limit.orElse(Listing.USUAL_LIMIT));
        if (json()) {
            print(listing.json());
        } else if (listing.documents().isEmpty()) {
            output.errors().println("There are none.");
        } else {
            Table.print(columns, listing.documents(), output);
        }
        if (listing.more()) {
            output.errors()
                    .println("These are the first " + listing.documents().size() + "; --all shows the rest, too.");
        }
        output.errors().flush();
    }

    /** Shows a document. */
    void document(HubAnswer answer) {
        if (json()) {
            print(answer.body());
        } else {
            Details.print(answer.json(), output);
        }
    }

    /** Says in a sentence what was done; programs get what the hub answered. */
    void done(HubAnswer answer, String sentence) {
        if (json()) {
            print(answer.body());
        } else {
            say(sentence);
        }
    }

    void say(String sentence) {
        output.out().println(Printable.of(sentence));
        output.out().flush();
    }

    void print(byte[] json) {
        output.out().println(new String(json, StandardCharsets.UTF_8).strip());
        output.out().flush();
    }

    /** Returns a path with an id in it. */
    static String path(String before, String id) {
        return before + "/" + HubCalls.encoded(id);
    }
}
