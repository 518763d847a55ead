package dev.maestro.server.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What verbs are about: {@code task}, with {@code create}, {@code list} and so on.
 *
 * @param name the first word
 * @param summary a sentence
 */
record Noun(String name, String summary, List<Verb> verbs) {
    private static final int HELP_WIDTH = 100;

    Noun {
        verbs = List.copyOf(verbs);
    }

    Optional<Verb> find(String verb) {
        return verbs.stream().filter(one -> one.name().equals(verb)).findFirst();
    }

    CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(name).addOption(Flag.help());
        spec.usageMessage()
                .customSynopsis(Verb.PROGRAM + name + " COMMAND [OPTION]...")
                .description(summary)
                .width(HELP_WIDTH)
                .footer("", "\"help " + name + " COMMAND\" says more, with examples.");
        verbs.forEach(verb -> spec.addSubcommand(verb.name(), verb.spec(name + " ")));
        return spec;
    }
}
