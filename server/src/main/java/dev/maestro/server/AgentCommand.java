package dev.maestro.server;

import static dev.maestro.server.ClientFlags.one;
import static dev.maestro.server.ClientFlags.text;
import static dev.maestro.server.ClientFlags.variable;

import dev.maestro.server.agent.Agent;
import dev.maestro.server.agent.AgentOptions;
import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.agent.output.TerminalSize;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command that runs another in a terminal which the hub's viewers see. */
final class AgentCommand {
    static final String NAME = "agent";

    private static final int BAD_FLAGS = 2;

    private AgentCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar maestro-hub.jar agent [--project=PROJECT] [OPTION]... [--] [COMMAND...]")
                .description(
                        "Runs a command (your shell, if none is given) in a terminal that can be watched through the"
                                + " hub, as a session of a project, and keeps the session alive until the command ends.")
                .sortOptions(false)
                .width(100)
                .footer(
                        "",
                        "Examples:",
                        "  java -jar maestro-hub.jar agent --project shop -- claude",
                        "  java -jar maestro-hub.jar agent --project proj_1 --name tests -- mvn verify",
                        "  MAESTRO_TOKEN=mhs_sess_1_... java -jar maestro-hub.jar agent --session sess_1 -- bash",
                        "",
                        "The command runs as if it were run directly, and is told of its session by MAESTRO_SESSION_ID,",
                        "MAESTRO_PROJECT_ID, MAESTRO_SERVER_URL and MAESTRO_TOKEN. A hub that is restarted or away",
                        "does not stop it; the last mebibyte of its output is sent when the hub is back.",
                        "",
                        "Exit codes: the command's own, 128 and more for a signal; 1 the hub is not there or says no,",
                        "2 wrong flags, 127 the command cannot be run.");
        ClientFlags.addTo(spec, "MAESTRO_TOKEN, MAESTRO_SESSION_TOKEN, or none: the local person");
        spec.addOption(one("--project", "PROJECT", "Id or exact name. Default: MAESTRO_PROJECT_ID"));
        spec.addOption(
                one(
                        "--session",
                        "ID",
                        "The session to join; without it one is made. Default: MAESTRO_SESSION_ID, but in an agent's terminal"));
        spec.addOption(one("--name", "NAME", "What a new session is called. Default: the command"));
        spec.addOption(OptionSpec.builder("--task")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("ID")
                .description("A task that a new session works on; may be given again.")
                .build());
        spec.addOption(number("--cols", "How wide the terminal is, 1 to 1000. Default: as yours, or 80"));
        spec.addOption(number("--rows", "How high it is, 1 to 500. Default: as yours, or 24"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("COMMAND")
                .description("The program and its arguments, best after --")
                .build());
        spec.parser().stopAtPositional(true);
        return spec;
    }

    private static OptionSpec number(String name, String meaning) {
        return OptionSpec.builder(name)
                .type(Integer.class)
                .paramLabel("N")
                .description(meaning)
                .build();
    }

    static int run(ParseResult outer, ParseResult result, Clock clock) {
        PrintWriter errors = result.commandSpec().commandLine().getErr();
        ClientFlags.prepareProcess(result);
        try {
            AgentOptions options = options(result, System.getenv());
            if (options.token().isPresent()) {
                ClientFlags.warnOfReaders(options.hub(), errors);
            }
            return Agent.run(options, errors);
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return BAD_FLAGS;
        }
    }

    static AgentOptions options(ParseResult result, Map<String, String> environment) {
        Optional<String> project = text(result, "--project");
        Optional<String> session =
                text(result, "--session").or(() -> project.isPresent() ? Optional.empty() : sessionHere(environment));
        List<String> command = result.matchedPositionalValue(0, List.<String>of());
        HubAddress hub = ClientFlags.hub(result, environment);
        return new AgentOptions(
                hub,
                project.or(() -> variable(environment, "MAESTRO_PROJECT_ID")),
                session,
                ClientFlags.token(result)
                        .or(() -> ClientFlags.token(
                                environment,
                                List.of("MAESTRO_TOKEN", "MAESTRO_SESSION_TOKEN"),
                                hub,
                                ClientFlags.TOKEN)),
                text(result, "--name"),
                result.matchedOptionValue("--task", List.<String>of()),
                size(result),
                command.isEmpty() ? List.of(variable(environment, "SHELL").orElse("/bin/sh")) : command,
                environment);
    }

    /**
     * A session that the environment names is not what somebody means who names a project, nor who runs an agent within the
     * terminal of another, which has a terminal already: then a session of the same project is made.
     */
    private static Optional<String> sessionHere(Map<String, String> environment) {
        Optional<String> agents = variable(environment, "MAESTRO_AGENT_SESSION");
        return variable(environment, "MAESTRO_SESSION_ID").filter(id -> !agents.equals(Optional.of(id)));
    }

    private static Optional<TerminalSize> size(ParseResult result) {
        if (!result.hasMatchedOption("--cols") && !result.hasMatchedOption("--rows")) {
            return Optional.empty();
        }
        TerminalSize size = new TerminalSize(
                result.matchedOptionValue("--cols", TerminalSize.USUAL.cols()),
                result.matchedOptionValue("--rows", TerminalSize.USUAL.rows()));
        if (!size.allowed()) {
            throw new IllegalArgumentException("--cols must be 1 to 1000 and --rows 1 to 500; it is " + size + ".");
        }
        return Optional.of(size);
    }
}
