package dev.maestro.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.command.Verbs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The command line run in this process.
 *
 * @param code what it ended with
 * @param out what it printed
 * @param err what it printed on standard error
 */
record CommandRun(int code, String out, String err) {
    /** Runs it as a shell would, with the environment of this process. */
    static CommandRun of(String... args) {
        return with(command -> command.execute(args));
    }

    /** Runs a verb in another environment. */
    static CommandRun in(Map<String, String> environment, String... args) {
        return with(command -> {
            ParseResult inner = command.parseArgs(args).subcommand();
            if (Verbs.specs().stream()
                    .noneMatch(spec -> spec.name().equals(inner.commandSpec().name()))) {
                throw new IllegalArgumentException("no verb");
            }
            return VerbCommand.run(inner, environment);
        });
    }

    private interface Running {
        int run(CommandLine command);
    }

    private static CommandRun with(Running running) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = HubCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int code = running.run(command);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Returns what it printed, which must be one JSON value. */
    JsonNode json() {
        return json(out);
    }

    static JsonNode json(String text) {
        try {
            return Json.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON value: " + text, e);
        }
    }

    /** Returns the last word of the sentence it printed, such as the id of what was made. */
    String made() {
        String line = out.strip();
        if (code != 0 || !line.endsWith(".")) {
            throw new AssertionError("nothing was made: " + this);
        }
        return line.substring(line.lastIndexOf(' ') + 1, line.length() - 1);
    }
}
