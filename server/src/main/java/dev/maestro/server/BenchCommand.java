package dev.maestro.server;

import static dev.maestro.server.ClientFlags.one;
import static dev.maestro.server.ClientFlags.text;
import static dev.maestro.server.ClientFlags.yes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.agent.tty.ErrorStream;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.bench.Bench;
import dev.maestro.server.bench.BenchPlan;
import dev.maestro.server.bench.Progress;
import dev.maestro.server.bench.ProgressBar;
import dev.maestro.server.bench.Report;
import dev.maestro.server.bench.Stop;
import dev.maestro.server.bench.client.UnreachableException;
import dev.maestro.server.config.ConfigException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command that loads a server and tells how it bore it. */
final class BenchCommand {
    static final String NAME = "bench";

    private static final int KEPT = 0;
    private static final int NOT_KEPT = 1;
    private static final int BAD_FLAGS = 2;
    private static final int NOT_REACHED = 3;
    private static final int LAST_WORDS_SECONDS = 40;
    private static final String FANOUT = "fanout";
    private static final String LATENCY = "latency";
    private static final String CONNECT = "connect";
    private static final String TERMINAL = "terminal";

    private BenchCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar bench fanout|latency|connect|terminal [OPTION]...")
                .description("Loads a hub, or another Socket.IO server, and tells how it bore it.")
                .width(100)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar bench fanout --sockets 1000 --rate 20",
                        "  java -jar maestro-hub.jar bench latency --rate 200 --max-p99 20ms",
                        "  java -jar maestro-hub.jar bench connect --sockets 5000 --rate 500",
                        "  java -jar maestro-hub.jar bench terminal --viewers 20 --rate 2 --data-dir ~/.maestro",
                        "",
                        "Exit codes: 0 everything was kept; 1 something was lost, doubled, out of order, refused or too",
                        "slow; 2 wrong flags; 3 the server is not reached, or lets nobody in.");
        spec.addSubcommand(FANOUT, fanout());
        spec.addSubcommand(LATENCY, latency());
        spec.addSubcommand(CONNECT, connect());
        spec.addSubcommand(TERMINAL, terminal());
        return spec;
    }

    private static CommandSpec kind(String name, String description, String example) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar bench " + name + " [OPTION]...")
                .description(description)
                .sortOptions(false)
                .footer("", "Example:", "  java -jar maestro-hub.jar bench " + name + " " + example)
                .width(100);
        return spec;
    }

    private static CommandSpec fanout() {
        CommandSpec spec = kind(
                FANOUT,
                "Many sockets hear of each change: exactly once, in order, how soon.",
                "--sockets 1000 --rate 20");
        spec.addOption(one("--sockets", "N", "Who hear. Default: 100"));
        spec.addOption(one("--rate", "N", "Changes a second. Default: 20"));
        spec.addOption(one("--change", "KIND", "What changes: task, task-create or chat. Default: task"));
        spec.addOption(one("--size", "BYTES", "Padding of each change. Default: 300"));
        spec.addOption(one("--lanes", "N", "Changes under way at once, each lane in its own order. Default: 4"));
        spec.addOption(one("--connect-rate", "N", "Sockets that come in a second. Default: 500"));
        spec.addOption(one("--publish", "EVENT", "Another server: the event by which something is published."));
        spec.addOption(one("--publish-data", "JSON", "Its payload, with %%mark in a text, and %%pad for the padding."));
        spec.addOption(yes("--publish-ack", "That server acks what is published."));
        spec.addOption(one("--event", "NAME", "What is heard there."));
        spec.addOption(one("--join", "EVENT", "The event by which one asks to hear, acked."));
        spec.addOption(one("--join-data", "JSON", "Its payload."));
        addPlace(spec, "/");
        BenchFlags.addTo(spec);
        return spec;
    }

    private static CommandSpec latency() {
        CommandSpec spec = kind(
                LATENCY, "Questions that are acked: how long from when each was due.", "--rate 200 --max-p99 20ms");
        spec.addOption(one("--sockets", "N", "Who ask, in turn. Default: 10"));
        spec.addOption(one("--rate", "N", "Questions a second, all together. Default: 100"));
        spec.addOption(one("--connect-rate", "N", "Sockets that come in a second. Default: 500"));
        spec.addOption(one("--emit", "EVENT", "What is asked. Default: ping"));
        spec.addOption(one("--emit-data", "JSON", "Its payload. Default: {}"));
        addPlace(spec, "/ui");
        BenchFlags.addTo(spec);
        return spec;
    }

    private static CommandSpec connect() {
        CommandSpec spec = kind(
                CONNECT,
                "Sockets that come in at an even rate and stay: how long, and who does not.",
                "--sockets 5000 --rate 500");
        spec.addOption(one("--sockets", "N", "How many come. Default: 1000"));
        spec.addOption(one("--rate", "N", "How many a second. Default: 200"));
        addPlace(spec, "/ui");
        BenchFlags.addTo(spec);
        return spec;
    }

    private static CommandSpec terminal() {
        CommandSpec spec = kind(
                TERMINAL,
                "A terminal that writes, and those who watch it: how much, how late.",
                "--viewers 20 --rate 2");
        spec.addOption(one("--viewers", "N", "Who watch. Default: 10"));
        spec.addOption(one("--rate", "MB", "Megabytes a second its owner writes. Default: 1"));
        spec.addOption(one("--chunk", "BYTES", "Bytes of one message of the owner. Default: 4096"));
        spec.addOption(yes("--lossless", "Viewers would rather have the owner slowed than skip."));
        BenchFlags.addTo(spec);
        return spec;
    }

    private static void addPlace(CommandSpec spec, String usual) {
        spec.addOption(one("--namespace", "NAME", "The namespace. Default: " + usual));
        spec.addOption(one("--auth", "JSON", "What sockets say when they come; a token is added."));
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        if (!result.hasSubcommand()) {
            throw new ParameterException(
                    result.commandSpec().commandLine(), "say what to measure: fanout, latency, connect or terminal");
        }
        // What libraries log would stand in the middle of a table.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        ParseResult kind = result.subcommand();
        try {
            BenchPlan plan = plan(kind, System.getenv(), clock);
            return measured(plan, kind);
        } catch (IllegalArgumentException | ConfigException | UncheckedIOException | SecretFileException e) {
            errors.println("Nothing was measured, because of its flags:");
            errors.println(e.getMessage());
            return BAD_FLAGS;
        } catch (UnreachableException e) {
            errors.println("Nothing was measured: " + e.getMessage() + ".");
            return NOT_REACHED;
        }
    }

    private static int measured(BenchPlan plan, ParseResult result) {
        PrintWriter output = result.commandSpec().commandLine().getOut();
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        Stop stop = new Stop();
        CountDownLatch said = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(stop, said, errors), "bench-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Report report = Bench.run(plan, ErrorStream.isTerminal() ? new ProgressBar(errors) : Progress.SILENT, stop);
            if (result.hasMatchedOption("--json")) {
                output.println(report.json().toPrettyString());
            } else {
                report.table().forEach(output::println);
            }
            output.flush();
            return report.kept() ? KEPT : NOT_KEPT;
        } finally {
            said.countDown();
        }
    }

    /** Interrupted, it tells what it has so far, which takes as long as what is under way may take. */
    private static void stop(Stop stop, CountDownLatch said, PrintWriter errors) {
        stop.ask();
        try {
            if (!said.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                errors.println("The bench did not end in time; there are no figures.");
                errors.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BenchPlan plan(ParseResult kind, Map<String, String> environment, Clock clock) {
        String name = kind.commandSpec().name();
        if (name.equals(FANOUT)) {
            int sockets = BenchFlags.whole(kind, "--sockets", 100);
            BenchPlan.Change change = change(kind);
            int size = BenchFlags.whole(kind, "--size", 300);
            if (change == BenchPlan.HubChange.CHAT && size > 1_900) {
                throw new IllegalArgumentException("--size=" + size + ": a message of a chat has room for 1900");
            }
            return new BenchPlan.Fanout(
                    BenchFlags.common(kind, environment, sockets, clock),
                    sockets,
                    BenchFlags.number(kind, "--rate", 20),
                    BenchFlags.number(kind, "--connect-rate", 500),
                    BenchFlags.whole(kind, "--lanes", 4),
                    size,
                    change);
        }
        if (name.equals(LATENCY)) {
            return latencyPlan(kind, environment, clock);
        }
        if (name.equals(CONNECT)) {
            int sockets = BenchFlags.whole(kind, "--sockets", 1000);
            return new BenchPlan.Connect(
                    BenchFlags.common(kind, environment, sockets, clock),
                    sockets,
                    BenchFlags.number(kind, "--rate", 200),
                    namespace(kind, "/ui"),
                    BenchFlags.auth(kind));
        }
        int viewers = BenchFlags.whole(kind, "--viewers", 10);
        return new BenchPlan.Terminal(
                BenchFlags.common(kind, environment, viewers, clock),
                viewers,
                BenchFlags.number(kind, "--rate", 1),
                BenchFlags.whole(kind, "--chunk", 4096),
                kind.hasMatchedOption("--lossless"));
    }

    private static BenchPlan latencyPlan(ParseResult kind, Map<String, String> environment, Clock clock) {
        int sockets = BenchFlags.whole(kind, "--sockets", 10);
        return new BenchPlan.Latency(
                BenchFlags.common(kind, environment, sockets, clock),
                sockets,
                BenchFlags.number(kind, "--rate", 100),
                BenchFlags.number(kind, "--connect-rate", 500),
                namespace(kind, "/ui"),
                BenchFlags.auth(kind),
                new BenchPlan.Emission(text(kind, "--emit").orElse("ping"), data(kind, "--emit-data")));
    }

    private static String namespace(ParseResult kind, String usual) {
        return text(kind, "--namespace")
                .map(text -> {
                    if (!text.startsWith("/")) {
                        throw new IllegalArgumentException("--namespace=" + text + ": must begin with a slash");
                    }
                    return text;
                })
                .orElse(usual);
    }

    private static JsonNode data(ParseResult kind, String flag) {
        JsonNode given = BenchFlags.json(kind, flag);
        return given == null ? Json.mapper().createObjectNode() : given;
    }

    private static BenchPlan.Change change(ParseResult kind) {
        if (text(kind, "--publish").isPresent()) {
            return new BenchPlan.PlainChange(
                    namespace(kind, "/"),
                    BenchFlags.auth(kind),
                    join(kind),
                    required(kind, "--publish"),
                    required(kind, "--publish-data"),
                    kind.hasMatchedOption("--publish-ack"),
                    required(kind, "--event"));
        }
        for (String flag :
                Arrays.asList("--publish-data", "--event", "--join", "--join-data", "--namespace", "--auth")) {
            if (text(kind, flag).isPresent()) {
                throw new IllegalArgumentException(flag + " is for other servers and goes with --publish");
            }
        }
        String word = text(kind, "--change").orElse("task");
        return Arrays.stream(BenchPlan.HubChange.values())
                .filter(change ->
                        change.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("--change=" + word + ": must be task, task-create or chat"));
    }

    private static BenchPlan.@Nullable Emission join(ParseResult kind) {
        return text(kind, "--join")
                .map(event -> new BenchPlan.Emission(event, data(kind, "--join-data")))
                .orElse(null);
    }

    private static String required(ParseResult kind, String flag) {
        return text(kind, flag).orElseThrow(() -> new IllegalArgumentException(flag + " is needed with --publish"));
    }
}
