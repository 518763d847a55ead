package dev.maestro.server.command;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A flag of a verb.
 *
 * @param name with its dashes
 * @param label what its value is; empty where it has none
 * @param meaning a sentence
 * @param many whether it may be given again
 * @param choices the words it takes, for completion; empty for any
 */
record Flag(String name, String label, String meaning, boolean many, List<String> choices) {
    static Flag one(String name, String label, String meaning) {
        return new Flag(name, label, meaning, false, List.of());
    }

    static Flag many(String name, String label, String meaning) {
        return new Flag(name, label, meaning + " May be given again.", true, List.of());
    }

    static Flag yes(String name, String meaning) {
        return new Flag(name, "", meaning, false, List.of());
    }

    /** Returns a flag that takes one of these words; completion knows them by the label, so no other of the verb has it. */
    static Flag choice(String name, String label, String meaning, List<String> words) {
        return new Flag(name, label, meaning + " " + String.join(", ", words) + ".", false, words);
    }

    /** Returns the flag by which a command explains itself. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build();
    }

    OptionSpec spec() {
        OptionSpec.Builder builder = OptionSpec.builder(name).description(meaning.replace("%", "%%"));
        if (label.isEmpty()) {
            return builder.build();
        }
        builder.paramLabel(label);
        if (!choices.isEmpty()) {
            builder.completionCandidates(choices);
        }
        return many
                ? builder.type(List.class).auxiliaryTypes(String.class).build()
                : builder.type(String.class).build();
    }
}
