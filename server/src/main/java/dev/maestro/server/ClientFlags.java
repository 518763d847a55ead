package dev.maestro.server;

import dev.maestro.server.agent.link.HubAddress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What the commands that are clients of a hub have in common: where it is, who they are, and where they log. */
final class ClientFlags {
    private static final String URL = "--url";
    static final String TOKEN = "--token";
    private static final String LOG_FILE = "--log-file";
    private static final String SERVER_URL = "MAESTRO_SERVER_URL";
    private static final String DEFAULT_URL = "http://localhost:3000";
    private static final int WRITE_BUFFER_BYTES = 1 << 18;

    /** JLine's, which would write across the terminal; held, as it would be forgotten otherwise. */
    private static final Logger TERMINAL_LOG = Logger.getLogger("org.jline");

    private ClientFlags() {}

    static void addTo(CommandSpec spec, String tokenDefault) {
        spec.addOption(one(URL, "URL", "Where the hub is. Default: MAESTRO_SERVER_URL, or " + DEFAULT_URL));
        spec.addOption(one(TOKEN, "TOKEN", "Who you are; others on this machine see flags. Default: " + tokenDefault));
        spec.addOption(one(LOG_FILE, "FILE", "Where to log. Default: nowhere"));
    }

    static OptionSpec one(String name, String label, String meaning) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(meaning)
                .build();
    }

    static OptionSpec yes(String name, String meaning) {
        return OptionSpec.builder(name).description(meaning).build();
    }

    /** @throws IllegalArgumentException if it is none */
    static HubAddress hub(ParseResult result, Map<String, String> environment) {
        return HubAddress.parse(
                text(result, URL).or(() -> variable(environment, SERVER_URL)).orElse(DEFAULT_URL));
    }

    static Optional<String> token(ParseResult result) {
        return text(result, TOKEN);
    }

    /**
     * Returns the first token the environment has under these names. It belongs to the hub the environment names, or, if it names
     * none, to one of this machine: it goes nowhere else, whatever address somebody types or pastes.
     *
     * @param instead what is to be said in its place
     * @throws IllegalArgumentException if there is one, which is not for this hub
     */
    static Optional<String> token(Map<String, String> environment, List<String> names, HubAddress hub, String instead) {
        Optional<String> name = names.stream()
                .filter(one -> variable(environment, one).isPresent())
                .findFirst();
        if (name.isPresent() && !belongs(environment, hub)) {
            throw new IllegalArgumentException("The token of " + name.get() + " is not sent to " + hub
                    + ": it goes to the one of " + SERVER_URL
                    + ", or without that to a hub on this machine. Give another by "
                    + instead + ", or set " + SERVER_URL + ".");
        }
        return name.flatMap(one -> variable(environment, one));
    }

    /** Returns whether the tokens of the environment are for this hub: the one it names, or one of this machine if it names none. */
    static boolean belongs(Map<String, String> environment, HubAddress hub) {
        return variable(environment, SERVER_URL)
                .map(HubAddress::parse)
                .map(named -> named.equals(hub) || (named.loopback() && hub.loopback()))
                .orElseGet(hub::loopback);
    }

    static Optional<String> text(ParseResult result, String option) {
        return Optional.ofNullable(result.matchedOptionValue(option, (String) null))
                .filter(text -> !text.isBlank());
    }

    static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    /** Says so where a token, and what is typed, may be read on the way. */
    static void warnOfReaders(HubAddress hub, PrintWriter errors) {
        if (hub.readable()) {
            errors.println(
                    "Your token goes to " + hub + " unencrypted; https would keep it from others on the network.");
            errors.flush();
        }
    }

    /** Sets this process up as a client: nothing but what the command itself says reaches the terminal. */
    static void prepareProcess(ParseResult result) {
        // All of these are read when what they are about is first used, which is after this.
        Optional<String> file = text(result, LOG_FILE);
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", file.isPresent() ? "info" : "off");
        file.ifPresent(path -> {
            System.setProperty("org.slf4j.simpleLogger.logFile", path);
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        });
        System.setProperty("jdk.httpclient.websocket.writeBufferSize", Integer.toString(WRITE_BUFFER_BYTES));
        TERMINAL_LOG.setLevel(Level.OFF);
    }
}
