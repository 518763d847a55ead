package dev.maestro.server.portal;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.IsoTime;
import dev.maestro.protocol.model.Message;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.chat.BuiltInCommands;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.chat.CommandDesk;
import dev.maestro.server.domain.chat.CommandLine;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is typed into chats as commands: those every chat has, else by the client that runs them. Whatever becomes of
 * one is said in the chat, once; when that cannot be said, the hub gives the command up after a while.
 *
 * <p>Those of a project are begun in the order they were typed, one after the other; it is not waited for what clients make of
 * theirs. What finds too much waiting has failed at once: of a project {@value #MOST_OF_PROJECT} may wait to be begun and as
 * many to be answered, and of all {@value #MOST_TO_BEGIN} and {@value #MOST_UNANSWERED}.
 *
 * <p>Threads: thread-safe.
 */
public final class ChatCommands implements CommandDesk {
    private static final int MOST_OF_PROJECT = 100;
    private static final int MOST_TO_BEGIN = 1_000;
    private static final int MOST_UNANSWERED = 10_000;

    /** How many pieces of work the executor must be able to keep waiting. */
    public static final int MOST = MOST_TO_BEGIN + MOST_UNANSWERED;

    private static final Logger LOG = LoggerFactory.getLogger(ChatCommands.class);

    private final ChatService chat;
    private final BuiltInCommands builtIns;
    private final CommandHandlers handlers;
    private final UnaryOperator<String> names;
    private final Executor executor;
    private final ProjectQueues queues;
    private final Places<String> toBegin = new Places<>(MOST_OF_PROJECT, MOST_TO_BEGIN);
    private final Places<String> unanswered = new Places<>(MOST_OF_PROJECT, MOST_UNANSWERED);

    /**
     * Makes one.
     *
     * @param names returns what a project is called, by its id
     * @param executor where it waits for the store
     */
    public ChatCommands(
            ChatService chat,
            BuiltInCommands builtIns,
            CommandHandlers handlers,
            UnaryOperator<String> names,
            Executor executor) {
        this.chat = chat;
        this.builtIns = builtIns;
        this.handlers = handlers;
        this.names = names;
        this.executor = executor;
        this.queues = new ProjectQueues(executor);
    }

    /** A command under way. */
    private record Run(Caller caller, Message message, CommandLine line, long begunNanos) {
        String projectId() {
            return message.projectId();
        }
    }

    // Where there is no place, whoever typed it waits for the store once more: so too many slow themselves down.
    @Override
    public void run(Caller caller, Message command) {
        Run run = new Run(caller, command, CommandLine.of(command.content()), System.nanoTime());
        if (!toBegin.take(run.projectId())) {
            say(run, tooBusy());
            return;
        }
        try {
            queues.execute(run.projectId(), () -> carryOut(run));
        } catch (RejectedExecutionException e) {
            toBegin.giveBack(run.projectId());
            say(run, CommandOutcome.failed("the hub is stopping"));
        }
    }

    private void carryOut(Run run) {
        try {
            begin(run).ifPresent(outcome -> say(run, outcome));
        } finally {
            toBegin.giveBack(run.projectId());
        }
    }

    /** Returns what became of a command, if that is known at once. */
    private Optional<CommandOutcome> begin(Run run) {
        try {
            Optional<CommandOutcome> builtIn = builtIns.run(run.caller(), run.projectId(), run.line())
                    .map(done -> new CommandOutcome(done.success(), done.result(), done.error(), null));
            return builtIn.isPresent() ? builtIn : handOver(run);
        } catch (HubException e) {
            return Optional.of(CommandOutcome.failed(e.getMessage()));
        } catch (BackendUnavailableException e) {
            return Optional.of(CommandOutcome.failed("the store is not available; try again"));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.atError().addKeyValue("reference", reference).setCause(e).log("a command failed");
            return Optional.of(CommandOutcome.failed("internal error, reference " + reference));
        }
    }

    /** Has a client run a command; returns what became of it if it need not be waited for. */
    private Optional<CommandOutcome> handOver(Run run) {
        if (!unanswered.take(run.projectId())) {
            return Optional.of(tooBusy());
        }
        CompletableFuture<CommandOutcome> answer;
        try {
            answer = handlers.run(run.projectId(), call(run)).toCompletableFuture();
        } catch (RuntimeException e) {
            unanswered.giveBack(run.projectId());
            throw e;
        }
        if (answer.isDone()) {
            unanswered.giveBack(run.projectId());
            return Optional.of(answer.join());
        }
        var unused = answer.thenAccept(outcome -> answered(run, outcome));
        return Optional.empty();
    }

    private static CommandOutcome tooBusy() {
        return CommandOutcome.failed("too busy: too many commands of this project are under way; try again");
    }

    private CommandCall call(Run run) {
        Message message = run.message();
        return new CommandCall(
                message.id(),
                run.line().name(),
                run.line().arguments(),
                message.content(),
                message.userId(),
                names.apply(run.projectId()),
                IsoTime.of(message.createdAt()));
    }

    // Who answers has a thread that must not wait for the store.
    private void answered(Run run, CommandOutcome outcome) {
        try {
            executor.execute(() -> {
                try {
                    say(run, outcome);
                } finally {
                    unanswered.giveBack(run.projectId());
                }
            });
        } catch (RejectedExecutionException e) {
            unanswered.giveBack(run.projectId());
            LOG.atInfo().setCause(e).log("the hub stops before it could say what became of a command");
        }
    }

    private void say(Run run, CommandOutcome outcome) {
        long millis = Duration.ofNanos(System.nanoTime() - run.begunNanos()).toMillis();
        try {
            chat.finish(
                    run.projectId(),
                    new News.CommandFinished(
                            run.message().id(),
                            run.line().name(),
                            outcome.success(),
                            outcome.result(),
                            outcome.error(),
                            millis,
                            outcome.embedData()));
        } catch (BackendUnavailableException | HubException e) {
            LOG.atWarn()
                    .addKeyValue("message", run.message().id())
                    .setCause(e)
                    .log("it could not be said what became of a command");
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("message", run.message().id())
                    .setCause(e)
                    .log("it could not be said what became of a command");
        }
    }
}
