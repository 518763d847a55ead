package dev.maestro.server.command;

import dev.maestro.server.screen.Printable;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** All verbs, for the command line that has them among its commands. */
public final class Verbs {
    /** The flag that says where the hub is. */
    public static final String URL = Verb.URL;

    /** The flag that names the file with the token. */
    public static final String TOKEN_FILE = Verb.TOKEN_FILE;

    private static final List<Noun> NOUNS =
            List.of(ProjectVerbs.noun(), TaskVerbs.noun(), SessionVerbs.noun(), MailVerbs.noun());
    private static final List<Verb> ALONE = List.of(StatusVerb.verb());

    private Verbs() {}

    /**
     * What a verb needs of the process it is in.
     *
     * @param access finds out which hub is asked as whom; may throw {@link VerbFailure}
     */
    public record Surroundings(Supplier<HubAccess> access, Here here, InputStream input, Output output) {}

    /** Returns the commands: {@code project}, {@code task} and so on with their verbs, and {@code status}. */
    public static List<CommandSpec> specs() {
        return Stream.concat(NOUNS.stream().map(Noun::spec), ALONE.stream().map(verb -> verb.spec("")))
                .toList();
    }

    /** Returns one of them, made anew. */
    public static CommandSpec spec(String name) {
        return specs().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command " + name));
    }

    /** Returns the words of a verb as parsed; empty if only the thing it is about was named. */
    public static Optional<ParseResult> verb(ParseResult command) {
        return ALONE.stream().anyMatch(verb -> verb.name().equals(name(command)))
                ? Optional.of(command)
                : Optional.ofNullable(command.subcommand());
    }

    /**
     * Carries a verb out, and says on standard error why if it cannot.
     *
     * @param command of {@link #specs}, with a verb
     */
    public static ExitCode run(ParseResult command, Surroundings around) {
        ParseResult words = verb(command).orElseThrow(() -> new IllegalArgumentException("no verb"));
        boolean json = words.hasMatchedOption(Verb.JSON);
        try {
            Given given = new Given(words, around.input());
            HubCalls calls = new HubCalls(around.access().get());
            find(command, words).action().run(new Asking(given, calls, around.here(), around.output()));
            return ExitCode.DONE;
        } catch (VerbFailure e) {
            tell(e, json, around.output().errors());
            return e.code();
        } catch (UncheckedIOException e) {
            around.output().errors().println(e.getMessage());
            return ExitCode.USAGE;
        }
    }

    private static Verb find(ParseResult command, ParseResult words) {
        return NOUNS.stream()
                .filter(noun -> noun.name().equals(name(command)))
                .flatMap(noun -> noun.find(name(words)).stream())
                .findFirst()
                .or(() -> ALONE.stream()
                        .filter(verb -> verb.name().equals(name(words)))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("a verb that nobody carries out: " + name(words)));
    }

    private static String name(ParseResult result) {
        return result.commandSpec().name();
    }

    /** Programs get one JSON value, the hub's own where it said one. */
    private static void tell(VerbFailure failure, boolean json, PrintWriter errors) {
        if (json) {
            errors.println(new String(failure.document(), StandardCharsets.UTF_8).strip());
        } else {
            failure.lines().forEach(line -> errors.println(Printable.of(line)));
        }
        errors.flush();
    }
}
