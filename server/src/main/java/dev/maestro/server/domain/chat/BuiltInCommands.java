package dev.maestro.server.domain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.approval.ApprovalService;
import dev.maestro.server.domain.sprint.SprintService;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.domain.workflow.WorkflowService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commands every project's chat has. They do what their REST twins do, under the same rules. Threads: thread-safe;
 * blocks on the store.
 */
public final class BuiltInCommands {
    private static final int ANY = Integer.MAX_VALUE;
    private static final String SPRINT_USAGE = "/sprint start [id] or /sprint stop [id]";

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final WorkflowService workflows;
    private final SprintService sprints;
    private final ApprovalService approvals;
    private final TaskService tasks;
    private final Function<String, Collection<String>> registered;

    /**
     * Makes them.
     *
     * @param registered returns the names of the commands that clients have registered in a project, without slashes
     */
    public BuiltInCommands(
            WorkflowService workflows,
            SprintService sprints,
            ApprovalService approvals,
            TaskService tasks,
            Function<String, Collection<String>> registered) {
        this.workflows = workflows;
        this.sprints = sprints;
        this.approvals = approvals;
        this.tasks = tasks;
        this.registered = registered;
        commands.put("help", new Command("/help", "Shows the commands there are.", 0, 0, this::help));
        commands.put("state", new Command("/state <state>", "Sets the state of the workflow.", 1, ANY, this::state));
        commands.put("sprint", new Command(SPRINT_USAGE, "Starts or stops a sprint.", 1, 2, this::sprint));
        commands.put(
                "approve",
                new Command("/approve <id> [comment]", "Approves what an agent asked for.", 1, ANY, this::approve));
        commands.put(
                "reject",
                new Command("/reject <id> [comment]", "Rejects what an agent asked for.", 1, ANY, this::reject));
        commands.put("task", new Command("/task <title>", "Makes a task.", 1, ANY, this::task));
    }

    /**
     * What became of a command.
     *
     * @param result what it made or changed; null when it failed
     * @param error a sentence that says why it failed; null when it did not
     */
    public record Outcome(
            boolean success,
            @Nullable JsonNode result,
            @Nullable String error) {
        /** Returns success. */
        public static Outcome done(JsonNode result) {
            return new Outcome(true, result, null);
        }

        /** Returns a failure. */
        public static Outcome failed(String sentence) {
            return new Outcome(false, null, sentence);
        }
    }

    /**
     * One of the commands.
     *
     * @param usage how it is typed
     * @param least how many arguments it needs
     * @param most how many arguments it takes
     */
    private record Command(String usage, String description, int least, int most, Action action) {
        boolean takes(int arguments) {
            return arguments >= least && arguments <= most;
        }
    }

    /** Does what a command says. */
    private interface Action {
        JsonNode run(Caller caller, String projectId, CommandLine line);
    }

    /** What /help shows of a command; of a registered one only its name is known. */
    private record Shown(String name, String usage, String description) {}

    private record Help(List<Shown> commands) {}

    /** Returns the names of the commands, without slashes. */
    public Set<String> names() {
        return Set.copyOf(commands.keySet());
    }

    /**
     * Runs a command, if it is one of these.
     *
     * @param caller in whose name
     * @return what became of it; what would be refused over REST has failed, and what is wrong with it is said
     */
    public Optional<Outcome> run(Caller caller, String projectId, CommandLine line) {
        return Optional.ofNullable(commands.get(line.name())).map(command -> run(command, caller, projectId, line));
    }

    private static Outcome run(Command command, Caller caller, String projectId, CommandLine line) {
        if (!command.takes(line.arguments().size())) {
            return Outcome.failed("use it as " + command.usage());
        }
        try {
            return Outcome.done(command.action().run(caller, projectId, line));
        } catch (HubException e) {
            return Outcome.failed(e.getMessage());
        }
    }

    private JsonNode help(Caller caller, String projectId, CommandLine line) {
        List<Shown> shown = new ArrayList<>();
        commands.forEach((name, command) -> shown.add(new Shown(name, command.usage(), command.description())));
        Set<String> others = new TreeSet<>(registered.apply(projectId));
        others.removeAll(commands.keySet());
        others.forEach(name -> shown.add(new Shown(name, "/" + name, "")));
        return JsonBytes.of(new Help(shown)).tree();
    }

    private JsonNode state(Caller caller, String projectId, CommandLine line) {
        ObjectNode fields = object().put("state", line.textFrom(0)).put("command", line.content());
        return tree(workflows.set(caller, projectId, Payload.of(fields), Expected.ANY));
    }

    private JsonNode sprint(Caller caller, String projectId, CommandLine line) {
        Optional<String> id = line.arguments().stream().skip(1).findFirst();
        String what = line.arguments().get(0);
        if (what.equals("start")) {
            return tree(sprints.start(caller, projectId, id.orElseGet(() -> sprints.onlyPlanned(caller, projectId))));
        }
        if (what.equals("stop")) {
            return tree(sprints.stop(caller, projectId, id.orElseGet(() -> sprints.onlyActive(caller, projectId))));
        }
        throw HubException.invalid("", "use it as " + SPRINT_USAGE);
    }

    private JsonNode approve(Caller caller, String projectId, CommandLine line) {
        return resolve(caller, projectId, line, true);
    }

    private JsonNode reject(Caller caller, String projectId, CommandLine line) {
        return resolve(caller, projectId, line, false);
    }

    private JsonNode resolve(Caller caller, String projectId, CommandLine line, boolean approved) {
        ObjectNode fields = object().put("approved", approved);
        if (line.arguments().size() > 1) {
            fields.put("comment", line.textFrom(1));
        }
        return tree(approvals.resolve(caller, projectId, line.arguments().get(0), Payload.of(fields)));
    }

    private JsonNode task(Caller caller, String projectId, CommandLine line) {
        ObjectNode fields = object().put("projectId", projectId).put("title", line.textFrom(0));
        return tree(tasks.create(caller, Payload.of(fields)));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode tree(Answer answer) {
        return answer.body().tree();
    }
}
