package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds docs/cli.md to the commands; {@code target/cli.md} has the tables it must have. */
class CommandLineDocumentTest {
    private static final String SYNOPSIS = "java -jar maestro-hub.jar ";

    @Test
    void documentListsEveryCommandFlagAndExitCodeAsItIs() throws IOException {
        String commands = "| command | flags | does |\n|---|---|---|\n"
                + commands(HubCommand.commandLine())
                        .map(CommandLineDocumentTest::row)
                        .collect(Collectors.joining());
        String codes = "| exit code | |\n|---|---|\n"
                + Arrays.stream(ExitCode.values())
                        .map(code -> "| %d | %s |\n".formatted(code.number(), code.meaning()))
                        .collect(Collectors.joining());
        Files.writeString(Path.of("target", "cli.md"), commands + "\n" + codes);

        assertThat(Files.readString(Path.of("..", "docs", "cli.md"))).contains(commands, codes);
    }

    @Test
    void everyCommandHasAnExampleInItsHelp() {
        assertThat(commands(HubCommand.commandLine())
                        .filter(command -> Arrays.stream(
                                        command.getCommandSpec().usageMessage().footer())
                                .noneMatch(line -> line.startsWith("Example")))
                        .map(CommandLine::getCommandName))
                .isEmpty();
    }

    /** Completion knows what a flag takes by its label. */
    @Test
    void flagsWithChoicesHaveLabelsOfTheirOwn() {
        commands(HubCommand.commandLine()).forEach(command -> {
            List<String> labels = command.getCommandSpec().options().stream()
                    .filter(option -> option.completionCandidates() != null)
                    .map(OptionSpec::paramLabel)
                    .toList();
            assertThat(labels).as(command.getCommandName()).doesNotHaveDuplicates();
        });
    }

    /** Those that do something: a thing has verbs that do. */
    private static Stream<CommandLine> commands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .flatMap(inner -> inner.getSubcommands().isEmpty() ? Stream.of(inner) : commands(inner));
    }

    private static String row(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String synopsis = String.join(" ", spec.usageMessage().customSynopsis())
                .substring(SYNOPSIS.length())
                .replaceAll(" \\[--?[^ ]*\\](\\.\\.\\.)?| \\[OPTION]\\.\\.\\.", "")
                .replace("|", "\\|");
        List<String> flags = new ArrayList<>();
        if (spec.name().equals(ServeCommand.NAME)) {
            flags.add("every [setting](config.md)");
        } else {
            spec.options().stream()
                    .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                    .forEach(option -> flags.add("`" + option.longestName() + "`"));
        }
        return "| `%s` | %s | %s |\n"
                .formatted(
                        synopsis,
                        String.join(", ", flags),
                        String.join(" ", spec.usageMessage().description()));
    }
}
