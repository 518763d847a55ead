package dev.maestro.server;

import static dev.maestro.server.ClientFlags.yes;

import dev.maestro.server.agent.Terminals;
import dev.maestro.server.agent.Watch;
import dev.maestro.server.agent.WatchOptions;
import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.HubConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command that shows a session's terminal. */
final class WatchCommand {
    static final String NAME = "watch";

    private static final int CANNOT = 1;
    private static final int BAD_FLAGS = 2;
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

    private WatchCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar watch [--control] [OPTION]... [SESSION]")
                .description(
                        "Shows the terminal of a session as it is now and as it goes on; without a session, lists the"
                                + " terminals there are.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar watch",
                        "  java -jar maestro-hub.jar watch --control sess_1",
                        "  java -jar maestro-hub.jar watch --lossless sess_1 > output.txt",
                        "",
                        "Leave with Ctrl-], or with q or Ctrl-C when your keys do not go to the command. Where standard",
                        "output is no terminal, the output is written as it comes and nothing is read.",
                        "",
                        "Exit codes: the watched command's own; 0 left, or listed; 1 the hub or the terminal is not there,",
                        "or the hub says no; 2 wrong flags or settings.");
        ClientFlags.addTo(spec, "MAESTRO_TOKEN, or on the hub's own machine one made from its data folder");
        spec.addOption(yes("--control", "Type into the terminal, if you may."));
        spec.addOption(yes("--lossless", "Slow the command down rather than skip output, if you may type."));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(String.class)
                .paramLabel("SESSION")
                .description("The session's id.")
                .build());
        SettingFlags.addTo(spec, Set.of("data-dir", "redis-url", "redis.key-prefix"));
        return spec;
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        PrintWriter output = result.commandSpec().commandLine().getOut();
        ClientFlags.prepareProcess(result);
        Map<String, String> environment = System.getenv();
        try {
            HubAddress hub = ClientFlags.hub(result, environment);
            Optional<Supplier<String>> token = token(outer, result, hub, environment, clock);
            if (token.isEmpty()) {
                errors.println(
                        "Watching needs a token: give --token or set MAESTRO_TOKEN; on the hub's machine,"
                                + " --data-dir names the hub's data folder, or --redis-url the Redis of hubs. \"token --help\" says how one is made.");
                return CANNOT;
            }
            ClientFlags.warnOfReaders(hub, errors);
            String session = result.matchedPositionalValue(0, "");
            return session.isEmpty()
                    ? Terminals.print(hub, token.get().get(), output, errors)
                    : Watch.run(
                            new WatchOptions(
                                    hub,
                                    token.get(),
                                    session,
                                    result.hasMatchedOption("--control"),
                                    result.hasMatchedOption("--lossless")),
                            errors);
        } catch (ConfigException e) {
            errors.println("Nothing is shown, because of the settings by which the hub's data folder is found:");
            errors.println(e.getMessage());
            return BAD_FLAGS;
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return BAD_FLAGS;
        } catch (SecretFileException e) {
            errors.println("No token could be made: " + e.getMessage());
            return CANNOT;
        }
    }

    /** A session's own token, as agents' commands have it in the environment, opens no terminals. */
    private static Optional<Supplier<String>> token(
            ParseResult outer, ParseResult result, HubAddress hub, Map<String, String> environment, Clock clock) {
        return ClientFlags.token(result)
                .or(() -> ClientFlags.token(environment, List.of("MAESTRO_TOKEN"), hub, ClientFlags.TOKEN)
                        .filter(text -> !text.startsWith(SessionTokenVerifier.PREFIX)))
                .<Supplier<String>>map(text -> () -> text)
                .or(() -> hub.loopback() ? ownersToken(outer, result, clock) : Optional.empty());
    }

    /** A token for some minutes, made anew whenever one is needed: whoever listens there is not known to be the hub. */
    private static Optional<Supplier<String>> ownersToken(ParseResult outer, ParseResult result, Clock clock) {
        HubConfig settings = SettingFlags.load(outer, result).config();
        TokenConfig config = TokenConfig.of(settings);
        return HubStore.withSecret(settings, own -> TokenKeys.minter(config, own, clock))
                .map(minter -> () -> minter.mint(new TokenRequest(
                        "owner", null, true, Set.of(), Set.of(Permission.TERMINAL_WRITE), TOKEN_LIFETIME)));
    }
}
