package dev.maestro.server;

import dev.maestro.server.command.Suggestions;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with words and flags, without burying it under the whole help text. */
final class Mistakes {
    static final int BAD_FLAGS = 2;

    private Mistakes() {}

    static int refuse(ParameterException fault, String[] args) {
        CommandLine command = fault.getCommandLine();
        PrintWriter errors = command.getErr();
        errors.println(notDone(command.getCommandSpec()) + ", because of its flags:");
        if (fault instanceof UnmatchedArgumentException unmatched) {
            unmatched.getUnmatched().stream().limit(1).forEach(word -> errors.println(unknown(command, word)));
        } else {
            errors.println(fault.getMessage());
        }
        errors.println(help(command.getCommandSpec()) + " says what each does.");
        return BAD_FLAGS;
    }

    /** Returns a sentence about a command that there is none of, and which may be meant. */
    static String noSuch(String word, Collection<String> known) {
        List<String> near = Suggestions.near(word, known);
        return word + ": there is no such command; "
                + (near.isEmpty()
                        ? "known are " + String.join(", ", new TreeSet<>(known))
                        : "do you mean " + String.join(" or ", near) + "?");
    }

    private static String unknown(CommandLine command, String word) {
        CommandSpec spec = command.getCommandSpec();
        if (!word.startsWith("-")) {
            return spec.subcommands().isEmpty()
                    ? word + ": it takes no such word; what holds blanks goes in quotes"
                    : noSuch(word, spec.subcommands().keySet());
        }
        String name = word.replaceFirst("=.*", "");
        // A value may be a secret whose flag is spelt wrong.
        List<String> all = flags(spec).sorted().toList();
        List<String> near = Suggestions.near(name, all);
        String what = spec.findOption("--port") == null ? "flag" : "setting";
        return name + ": there is no such " + what + "; "
                + (near.isEmpty()
                        ? "known are " + String.join(", ", shown(spec))
                        : "do you mean " + String.join(" or ", near) + "?");
    }

    private static Stream<String> flags(CommandSpec spec) {
        return spec.options().stream().map(OptionSpec::longestName);
    }

    private static List<String> shown(CommandSpec spec) {
        // The settings are the hub's own, though its help leaves them to "serve".
        boolean all = spec.parent() == null;
        return spec.options().stream()
                .filter(option -> all || !option.hidden())
                .map(OptionSpec::longestName)
                .sorted()
                .toList();
    }

    private static String notDone(CommandSpec spec) {
        CommandSpec top = spec;
        while (top.parent() != null && top.parent().parent() != null) {
            top = top.parent();
        }
        return Subcommand.find(top.name()).map(Subcommand::notDone).orElse(ServeCommand.NOT_DONE);
    }

    private static String help(CommandSpec spec) {
        String words = spec.qualifiedName(" ").replaceFirst("^" + HubCommand.NAME + " ?", "");
        return words.isEmpty() ? "--help" : "\"" + words + " --help\"";
    }
}
