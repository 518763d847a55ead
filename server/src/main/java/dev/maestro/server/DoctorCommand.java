package dev.maestro.server;

import static dev.maestro.server.ClientFlags.text;

import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.command.Paint;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.SettingDescription;
import dev.maestro.server.doctor.Doctor;
import dev.maestro.server.doctor.Finding;
import dev.maestro.server.doctor.Report;
import dev.maestro.server.doctor.Subject;
import dev.maestro.server.doctor.Verdict;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command that looks whether a hub with some settings can start and will be well. */
final class DoctorCommand {
    static final String NAME = "doctor";

    private static final int GOOD = 0;
    private static final int NOT_GOOD = 1;
    private static final int BAD_FLAGS = 2;
    private static final String URL = "--url";
    private static final String JSON = "--json";
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(1);

    private DoctorCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar doctor [--url=URL] [--json] [--SETTING=VALUE]...")
                .description(
                        "Looks at port, data folder or Redis, keys, clock, origins, the tunnel, Java and limits of this"
                                + " machine, with the settings a hub is run with, and says what to mend. Changes nothing.")
                .sortOptions(false)
                .width(HubCommand.WIDTH)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar doctor --config /etc/maestro-hub.properties",
                        "  java -jar maestro-hub.jar doctor --url https://hub.example.org",
                        "",
                        "The hub may run or not; what is at the public address is asked as a stranger would, and with a",
                        "token that holds a minute and may nothing. All settings are taken; \"help serve\" lists them.",
                        "Exit codes: 0 nothing is bad, 1 something is, 2 wrong flags.");
        spec.addOption(ClientFlags.one(
                URL, "URL", "Where people reach the hub from outside, to be asked. Default: external-url"));
        spec.addOption(ClientFlags.yes(JSON, "Print it for programs."));
        SettingFlags.addTo(
                spec,
                SettingDescription.all().stream()
                        .map(SettingDescription::key)
                        .filter(
                                Set.of("host", "port", "data-dir", "redis-url", "external-url", "trusted-proxies")
                                        ::contains)
                        .collect(Collectors.toSet()));
        return spec;
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        PrintWriter output = result.commandSpec().commandLine().getOut();
        ClientFlags.prepareProcess(result);
        Optional<URI> named;
        try {
            named = text(result, URL).map(DoctorCommand::url);
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return BAD_FLAGS;
        }
        Report report = new Report(findings(named, clock, outer, result));
        if (result.hasMatchedOption(JSON)) {
            output.println(report.json());
            output.flush();
        } else {
            Paint paint = new Paint(PersonsScreen.look(System.getenv()).colours());
            report.print(output, (verdict, word) -> paint.of(colour(verdict), word));
        }
        return report.good() ? GOOD : NOT_GOOD;
    }

    private static List<Finding> findings(Optional<URI> named, Clock clock, ParseResult... results) {
        try {
            HubConfig config = SettingFlags.load(results).config();
            return Doctor.look(new Subject(
                    config,
                    PartConfigs.redis(config),
                    named.or(config::reachedAt),
                    () -> powerless(config, clock),
                    clock));
        } catch (ConfigException e) {
            return List.of(Doctor.ofSettings(e.getMessage() + ""));
        }
    }

    private static URI url(String text) {
        URI url = URI.create(text.strip().replaceAll("/+$", ""));
        String scheme = url.getScheme() + "";
        if (url.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address; it must be like https://hub.example.org");
        }
        return url;
    }

    /** A token by which a hub is known to have these keys, and which is worth nothing to whoever else gets it. */
    private static Optional<String> powerless(HubConfig config, Clock clock) {
        try {
            TokenConfig keys = TokenConfig.of(config);
            return HubStore.withSecret(config, own -> TokenKeys.minter(keys, own, clock))
                    .map(minter ->
                            minter.mint(new TokenRequest("doctor", null, false, Set.of(), Set.of(), TOKEN_LIFETIME)));
        } catch (ConfigException | SecretFileException e) {
            // What is wrong with the keys is a finding of its own.
            return Optional.empty();
        }
    }

    private static Paint.Colour colour(Verdict verdict) {
        return switch (verdict) {
            case OK -> Paint.Colour.GREEN;
            case WARN -> Paint.Colour.YELLOW;
            case BAD -> Paint.Colour.RED;
        };
    }
}
