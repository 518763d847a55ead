package dev.maestro.server;

import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenMinter;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.DurationText;
import dev.maestro.server.config.HubConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that makes a token: on standard output the token and nothing else, on standard error what it is. */
final class TokenCommand {
    static final String NAME = "token";

    private static final int DONE = 0;
    private static final int CANNOT = 1;
    private static final int BAD_FLAGS = 2;
    private static final String NO_PERMISSION = "none";
    private static final Set<String> SHOWN_SETTINGS =
            Set.of("data-dir", "redis-url", "redis.key-prefix", "jwt-secret", "jwt-issuer", "jwt-audience");

    private TokenCommand() {}

    /** Returns the command, to be added to the one that runs a hub. */
    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar token --subject=NAME [--project=ID]... [--SETTING=VALUE]...")
                .description(
                        "Makes a token by which a user comes to the hub whose settings, and data folder or Redis, these are.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar token --subject ada --all-projects",
                        "  java -jar maestro-hub.jar token --subject ci --project proj_1 --permission none"
                                + " --expires-in 1h",
                        "",
                        "The token is signed by jwt-secret, or by the hub's own secret, which the hub makes at its first",
                        "start in its data folder, or in the Redis that hubs share. It cannot be taken back: it holds until it ends, or until the secret is another.",
                        "Exit codes: 0 made, 1 there is nothing to sign by, 2 wrong flags or settings.");
        spec.addOption(one("--subject", "NAME", "The user's id.").required(true).build());
        spec.addOption(one("--email", "ADDRESS", "The user's e-mail address; an owner's makes it an owner's token.")
                .build());
        spec.addOption(many("--project", "ID", "A project the user may see, beside those it is a member of.")
                .build());
        spec.addOption(OptionSpec.builder("--all-projects")
                .description("The user may see every project.")
                .build());
        spec.addOption(many("--permission", "WORD", "One of " + words() + ". Default: terminal:write")
                .build());
        spec.addOption(one("--expires-in", "DURATION", "How long it holds, 1m to 366d. Default: 24h")
                .build());
        SettingFlags.addTo(spec, SHOWN_SETTINGS);
        return spec;
    }

    private static OptionSpec.Builder one(String name, String label, String meaning) {
        return OptionSpec.builder(name).type(String.class).paramLabel(label).description(meaning);
    }

    private static OptionSpec.Builder many(String name, String label, String meaning) {
        return one(name, label, meaning).type(List.class).auxiliaryTypes(String.class);
    }

    private static String words() {
        return Arrays.stream(Permission.values()).map(Permission::wire).collect(Collectors.joining(", ")) + ", "
                + NO_PERMISSION;
    }

    /**
     * Makes the token.
     *
     * @param outer the flags before the command's name
     * @param result the flags after it
     * @return the exit code
     */
    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        PrintWriter output = result.commandSpec().commandLine().getOut();
        try {
            HubConfig settings = SettingFlags.load(outer, result).config();
            TokenConfig config = TokenConfig.of(settings);
            TokenRequest request = request(result);
            TokenMinter minter = HubStore.withSecret(settings, own -> TokenKeys.minter(config, own, clock))
                    .orElse(null);
            if (minter == null) {
                errors.println("No token was made: " + whyNot(config, settings));
                return CANNOT;
            }
            output.println(minter.mint(request));
            output.flush();
            errors.println(description(request, config, clock));
            return DONE;
        } catch (ConfigException | IllegalArgumentException e) {
            errors.println("No token was made, because of its flags or settings:");
            errors.println(e.getMessage());
            return BAD_FLAGS;
        } catch (SecretFileException e) {
            errors.println("No token was made: " + e.getMessage());
            return CANNOT;
        }
    }

    private static String whyNot(TokenConfig config, HubConfig settings) {
        return config.usesOwnSecret()
                ? "there is no secret " + HubStore.withSecret(settings, OwnSecret::place)
                        + " yet. Start the hub once with these settings, or set jwt-secret."
                : "users' tokens come from the issuer whose keys are at " + config.jwksUrl()
                        + ", and only it can sign them. Log in there, or set jwt-secret as well.";
    }

    private static TokenRequest request(ParseResult result) {
        return new TokenRequest(
                result.matchedOptionValue("--subject", ""),
                result.matchedOptionValue("--email", (String) null),
                result.hasMatchedOption("--all-projects"),
                Set.copyOf(result.matchedOptionValue("--project", List.<String>of())),
                permissions(result.matchedOptionValue("--permission", List.<String>of())),
                lifetime(result.matchedOptionValue("--expires-in", "24h")));
    }

    private static @Nullable Set<Permission> permissions(List<String> words) {
        if (words.isEmpty()) {
            return null;
        }
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String word : words) {
            if (!word.equals(NO_PERMISSION)) {
                permissions.add(Permission.find(word)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--permission=\"" + word + "\": must be one of " + words())));
            } else if (words.size() > 1) {
                throw new IllegalArgumentException("--permission=none stands alone");
            }
        }
        return permissions;
    }

    private static Duration lifetime(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--expires-in=\"" + text + "\": must be a duration such as 90m, 12h or 30d", e);
        }
    }

    private static String description(TokenRequest request, TokenConfig config, Clock clock) {
        boolean owner = config.isOwner(request.email());
        Set<Permission> permissions = request.permissions() == null ? Permission.usual() : request.permissions();
        return "For %s, until %s; projects: %s; permissions: %s."
                .formatted(
                        request.subject(),
                        clock.instant().plus(request.lifetime()).truncatedTo(ChronoUnit.SECONDS),
                        owner || request.allProjects() ? "all" : projects(request.projects()),
                        owner ? "all, as an owner" : words(permissions));
    }

    private static String projects(Set<String> ids) {
        return ids.isEmpty()
                ? "those it is a member of"
                : String.join(", ", new TreeSet<>(ids)) + " and those it is a member of";
    }

    private static String words(Set<Permission> permissions) {
        return permissions.isEmpty()
                ? NO_PERMISSION
                : permissions.stream().map(Permission::wire).sorted().collect(Collectors.joining(", "));
    }
}
