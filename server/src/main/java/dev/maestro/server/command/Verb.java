package dev.maestro.server.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One thing that can be asked of a hub.
 *
 * @param name the last of its words
 * @param summary a sentence
 * @param words what it takes without flags
 * @param flags those it has beside {@link #COMMON}
 * @param examples what one may type after the program's name
 * @param action does it
 */
record Verb(String name, String summary, List<Word> words, List<Flag> flags, List<String> examples, Action action) {
    static final String PROGRAM = "java -jar maestro-hub.jar ";
    static final String URL = "--url";
    static final String TOKEN_FILE = "--token-file";
    static final String JSON = "--json";

    /** The flags of every verb. */
    static final List<Flag> COMMON = List.of(
            Flag.one(URL, "URL", "Where the hub is. Default: MAESTRO_SERVER_URL, or http://localhost:3000"),
            Flag.one(
                    TOKEN_FILE,
                    "FILE",
                    "Holds the token you come with. Default: MAESTRO_TOKEN, MAESTRO_SESSION_TOKEN, or none: the local"
                            + " person"),
            Flag.yes(JSON, "Print the hub's own JSON, as it is."));

    private static final int HELP_WIDTH = 100;

    Verb {
        words = List.copyOf(words);
        flags = List.copyOf(flags);
        examples = List.copyOf(examples);
    }

    /** Does what a verb is for. */
    interface Action {
        /** @throws VerbFailure if it is not done */
        void run(Asking asking);
    }

    /**
     * Returns the verb, to be added to a command.
     *
     * @param before the words before its own, such as {@code task }; empty if it stands alone
     */
    CommandSpec spec(String before) {
        CommandSpec spec = CommandSpec.create().name(name).addOption(Flag.help());
        StringBuilder synopsis = new StringBuilder(PROGRAM + before + name);
        for (int i = 0; i < words.size(); i++) {
            synopsis.append(' ').append(words.get(i).synopsis());
            spec.addPositional(words.get(i).spec(i));
        }
        flags.forEach(flag -> spec.addOption(flag.spec()));
        COMMON.forEach(flag -> spec.addOption(flag.spec()));
        spec.usageMessage()
                .customSynopsis(synopsis.append(" [OPTION]...").toString())
                .description(summary)
                .sortOptions(false)
                .width(HELP_WIDTH)
                .footer(footer());
        return spec;
    }

    private String[] footer() {
        List<String> lines = new ArrayList<>(List.of("", examples.size() == 1 ? "Example:" : "Examples:"));
        examples.forEach(example -> lines.add("  " + PROGRAM + example.replace("%", "%%")));
        lines.add("");
        lines.add(ExitCode.sentence());
        return lines.toArray(String[]::new);
    }
}
