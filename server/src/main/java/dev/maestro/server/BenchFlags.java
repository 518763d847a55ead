package dev.maestro.server;

import static dev.maestro.server.ClientFlags.one;
import static dev.maestro.server.ClientFlags.text;
import static dev.maestro.server.ClientFlags.variable;
import static dev.maestro.server.ClientFlags.yes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenMinter;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.bench.BenchPlan;
import dev.maestro.server.bench.Bounds;
import dev.maestro.server.bench.client.Target;
import dev.maestro.server.config.DurationText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What all kinds of bench are told by flags: where, as whom, for how long, and what has to be kept. */
final class BenchFlags {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);
    private static final int MOST_USERS = 60_000;
    private static final int USUAL_SECONDS = 10;
    private static final int USUAL_WARMUP_SECONDS = 3;
    private static final int MOST_USUAL_THREADS = 4;

    private BenchFlags() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(one("--url", "URL", "The server. Default: MAESTRO_SERVER_URL, or http://localhost:3000"));
        spec.addOption(one("--seconds", "N", "How long to measure. Default: " + USUAL_SECONDS));
        spec.addOption(one("--warmup", "N", "Seconds of the same before. Default: " + USUAL_WARMUP_SECONDS));
        spec.addOption(one("--max-p99", "DURATION", "Exit with 1 if one in 100 took longer, such as 50ms."));
        spec.addOption(one("--max-loss", "PERCENT", "Exit with 1 if more was lost. Default: 0"));
        spec.addOption(yes("--json", "Print one JSON object instead of a table."));
        spec.addOption(one("--token-file", "FILE", "Tokens of users, one a line; sockets take them in turn."));
        spec.addOption(one("--jwt-secret-file", "FILE", "The secret by which to make tokens of many users."));
        spec.addOption(one("--data-dir", "DIR", "The hub's data folder: make tokens by its own secret."));
        spec.addOption(one("--users", "N", "How many users to make tokens for. Default: one a socket"));
        spec.addOption(one("--jwt-issuer", "TEXT", "What the hub demands as issuer of the tokens made."));
        spec.addOption(one("--jwt-audience", "TEXT", "What the hub demands as audience of the tokens made."));
        spec.addOption(one("--project", "ID", "Work in this project. Default: one is made, and deleted at the end"));
        spec.addOption(one("--pid", "PID", "The server's process on this machine: tells its processor time."));
        spec.addOption(one("--threads", "N", "Event loops of the sockets. Default: half the processors, at most 4"));
    }

    /**
     * Reads them.
     *
     * @param sockets how many there will be
     * @throws IllegalArgumentException if anything is wrong with them
     */
    static BenchPlan.Common common(ParseResult result, Map<String, String> environment, int sockets, Clock clock) {
        HubAddress hub = ClientFlags.hub(result, environment);
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new BenchPlan.Common(
                new Target(hub.base()),
                tokens(result, environment, hub, sockets, clock),
                whole(result, "--seconds", USUAL_SECONDS),
                whole(result, "--warmup", USUAL_WARMUP_SECONDS),
                whole(result, "--threads", Math.min(MOST_USUAL_THREADS, half)),
                new Bounds(
                        text(result, "--max-p99").map(BenchFlags::duration).orElse(null),
                        number(result, "--max-loss", 0)),
                text(result, "--pid").isPresent() ? OptionalLong.of(whole(result, "--pid", 0)) : OptionalLong.empty(),
                text(result, "--project").orElse(null));
    }

    private static List<String> tokens(
            ParseResult result, Map<String, String> environment, HubAddress hub, int sockets, Clock clock) {
        Optional<Path> file = text(result, "--token-file").map(Path::of);
        Optional<TokenMinter> minter = minter(result, clock);
        if (file.isPresent() && minter.isPresent()) {
            throw new IllegalArgumentException("it is either --token-file or tokens that are made");
        }
        if (file.isPresent()) {
            List<String> tokens = read(file.get())
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("--token-file: there is no token in " + file.get());
            }
            return tokens;
        }
        if (minter.isPresent()) {
            requireOwn(environment, hub);
            return made(minter.get(), whole(result, "--users", sockets));
        }
        return variable(environment, "MAESTRO_TOKEN")
                .filter(token -> !token.startsWith(SessionTokenVerifier.PREFIX))
                .filter(token -> ClientFlags.belongs(environment, hub))
                .map(List::of)
                .orElse(List.of());
    }

    /** Tokens that are made open everything at the hub whose secret it is: nobody else is to be shown them. */
    private static void requireOwn(Map<String, String> environment, HubAddress hub) {
        if (!hub.loopback() && !ClientFlags.belongs(environment, hub)) {
            throw new IllegalArgumentException("no tokens are made for " + hub
                    + ": they would open the hub whose secret it is to whoever answers there. Give some by --token-file, or name"
                    + " the hub by MAESTRO_SERVER_URL as well.");
        }
    }

    private static Optional<TokenMinter> minter(ParseResult result, Clock clock) {
        Optional<String> secret = text(result, "--jwt-secret-file")
                .map(Path::of)
                .map(BenchFlags::read)
                .map(String::strip);
        Optional<Path> folder = text(result, "--data-dir").map(Path::of);
        if (secret.isEmpty() && folder.isEmpty()) {
            return Optional.empty();
        }
        if (secret.isPresent() && folder.isPresent()) {
            throw new IllegalArgumentException("it is either --jwt-secret-file or --data-dir");
        }
        TokenConfig config = new TokenConfig(
                secret.orElse(null),
                null,
                text(result, "--jwt-issuer").orElse(null),
                text(result, "--jwt-audience").orElse(null),
                Set.of());
        Optional<TokenMinter> minter = TokenKeys.minter(config, OwnSecret.inFolder(folder.orElse(Path.of("."))), clock);
        if (minter.isEmpty()) {
            throw new IllegalArgumentException("--data-dir: no hub has made a secret in " + folder.orElseThrow());
        }
        return minter;
    }

    private static List<String> made(TokenMinter minter, int users) {
        if (users < 1 || users > MOST_USERS) {
            throw new IllegalArgumentException("--users=" + users + ": must be 1 to " + MOST_USERS);
        }
        List<String> tokens = new ArrayList<>(users);
        for (int i = 0; i < users; i++) {
            tokens.add(minter.mint(new TokenRequest(
                    "bench-" + i, null, true, Set.of(), Set.of(Permission.TERMINAL_WRITE), TOKEN_LIFETIME)));
        }
        return tokens;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--max-p99=" + text + ": must be a duration such as 50ms or 2s", e);
        }
    }

    /** Returns the whole number of a flag, or what it is when it is not given. */
    static int whole(ParseResult result, String flag, int otherwise) {
        return text(result, flag).map(text -> parsed(flag, text)).orElse(otherwise);
    }

    private static int parsed(String flag, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + "=" + text + ": must be a whole number", e);
        }
    }

    static double number(ParseResult result, String flag, double otherwise) {
        Optional<String> given = text(result, flag);
        try {
            return given.map(Double::parseDouble).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + "=" + given.orElse("") + ": must be a number", e);
        }
    }

    /** Returns the JSON of a flag; null when it is not given. */
    static @Nullable JsonNode json(ParseResult result, String flag) {
        Optional<String> given = text(result, flag);
        try {
            return given.isEmpty() ? null : Json.tree(given.get().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(flag + ": is no JSON", e);
        }
    }

    /** Returns what sockets say when they come. */
    static ObjectNode auth(ParseResult result) {
        JsonNode given = json(result, "--auth");
        if (given == null) {
            return Json.mapper().createObjectNode();
        }
        if (given instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("--auth: must be a JSON object");
    }
}
