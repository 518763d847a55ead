package dev.maestro.server.command;

import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A word that a verb takes without a flag.
 *
 * @param label what it is
 * @param meaning a sentence
 * @param arity how many, as picocli has it: {@code 1}, {@code 0..1}
 * @param choices the words it may be, for completion; empty for any
 * @param synopsis how it stands among the other words
 */
record Word(String label, String meaning, String arity, List<String> choices, String synopsis) {
    static Word needed(String label, String meaning) {
        return new Word(label, meaning, "1", List.of(), label);
    }

    static Word perhaps(String label, String meaning) {
        return new Word(label, meaning, "0..1", List.of(), "[" + label + "]");
    }

    /** Returns a word that is one of these. */
    static Word choice(String label, List<String> words) {
        return new Word(label, "One of " + String.join(", ", words) + ".", "1", words, label);
    }

    /** Returns the same, as it stands among others of which one may be left out. */
    Word shownAs(String among) {
        return new Word(label, meaning, arity, choices, among);
    }

    PositionalParamSpec spec(int index) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .arity(arity)
                .type(String.class)
                .paramLabel(label)
                .description(meaning.replace("%", "%%"));
        if (!choices.isEmpty()) {
            builder.completionCandidates(choices);
        }
        return builder.build();
    }
}
