package dev.maestro.server.domain.chat;

import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.MessageType;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a project's chat; see also {@link ThreadService} and {@link ReactionService}. Threads: thread-safe; blocks on
 * the store.
 *
 * <p>Messages stand in the order of their commits, which all who read and hear them get. A message in a thread and the
 * counters of that are one commit.
 */
public final class ChatService {
    private final Commits commits;
    private final Reads reads;
    private final MessageLimits limits;
    // Set once, by whoever builds the hub.
    private volatile CommandDesk desk = this::refuse;

    public ChatService(Commits commits, MessageLimits limits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
        this.limits = limits;
    }

    /**
     * Says where commands go from now on; called once while the hub is built. Before that each is finished as failed.
     */
    public void commandsGoTo(CommandDesk to) {
        desk = to;
    }

    /** Returns what a message over REST says. */
    public Form form() {
        return Form.of(fields -> MessageFields.REST.read(fields, limits));
    }

    /** Returns how much a message may hold. */
    public MessageLimits limits() {
        return limits;
    }

    /**
     * Reads a message as sockets send it: {@code content}, {@code type}, {@code thread_id?}, {@code attachments?}. Whoever
     * calls then ends the reading.
     */
    public static SendMessage read(Fields fields, MessageLimits limits) {
        return MessageFields.SOCKET.read(fields, limits);
    }

    /** Reads a message. */
    public StoredDocument get(Caller caller, String projectId, String id) {
        return InProject.get(reads, caller, Shelves.MESSAGES, projectId, id);
    }

    /**
     * Lists messages, the newest first.
     *
     * @param threadId of this thread; null for all of the project, those in threads too
     */
    public DocumentPage list(Caller caller, String projectId, @Nullable String threadId, Page page) {
        Set<String> tags = threadId == null ? Set.of() : Set.of(Tags.thread(threadId));
        return reads.newestIn(caller, Shelves.MESSAGES, projectId, tags, page);
    }

    /**
     * Says what came over a socket: {@code message:posted}, in a thread then {@code thread:updated}. A command runs once that
     * is stored.
     *
     * @return the message
     * @throws HubException {@code invalid}, naming {@code thread_id}, if there is no such thread in the project
     */
    public Answer post(Caller caller, String projectId, SendMessage message) {
        return post(caller, projectId, MessageFields.SOCKET, () -> message);
    }

    /** Says what came over REST: {@code content}, {@code type}, {@code threadId?}, {@code attachments?}. */
    public Answer post(Caller caller, String projectId, Payload payload) {
        return post(caller, projectId, MessageFields.REST, () -> {
            Fields fields = payload.fields();
            SendMessage message = MessageFields.REST.read(fields, limits);
            fields.done();
            return message;
        });
    }

    /** Says something to everybody in a project's chat in the hub's own name. */
    public Answer announce(String projectId, String text) {
        return commits.run(Caller.HUB, draft -> {
            InProject.enter(draft, Caller.HUB, projectId);
            SendMessage said = new SendMessage(text, SendMessage.Type.MESSAGE, null, List.of());
            Message message = message(draft, Caller.HUB, projectId, said, MessageType.SYSTEM);
            return Answer.created(message, store(draft, message));
        });
    }

    /**
     * Tells a project's chat what became of a command: {@code command:finished}, and a new version of its message. Nothing
     * happens if that was told before, or the project is gone.
     *
     * @return whether this is how it ended
     */
    public boolean finish(String projectId, News.CommandFinished finished) {
        return commits.decide(draft -> {
            Optional<Held<Message>> running = draft.find(Shelves.MESSAGES, finished.messageId())
                    .filter(held -> held.stored().projectId().equals(projectId))
                    .filter(held -> held.stored().tags().contains(Tags.RUNNING))
                    .filter(held -> draft.find(Shelves.PROJECTS, projectId).isPresent());
            running.ifPresent(held -> {
                draft.requireExists(Shelves.PROJECTS, projectId);
                // Of all who tell an end at once, one meets the message as it was.
                draft.update(held, held.document().next(held.document().reactions(), draft.now()), Set.of());
                draft.tell(EventName.COMMAND_FINISHED, projectId, List.of(), finished);
            });
            return running.isPresent();
        });
    }

    private interface Said {
        SendMessage read();
    }

    private Answer post(Caller caller, String projectId, MessageFields words, Said said) {
        AtomicReference<@Nullable Message> last = new AtomicReference<>();
        Function<Draft, Answer> attempt = draft -> {
            SendMessage content = said.read();
            InProject.enter(draft, caller, projectId);
            Optional<Held<ChatThread>> thread = thread(draft, projectId, content, words);
            Message message = message(draft, caller, projectId, content, typeOf(content));
            JsonBytes body = store(draft, message);
            thread.ifPresent(held -> ThreadService.replied(draft, held, caller.id()));
            last.set(message);
            return Answer.created(message, body);
        };
        Answer answer = commits.run(caller, attempt);
        Message made = last.get();
        // A request that was repeated under its key is answered as before, and has run before; if it was never known
        // here
        // that it was stored, it has not, and ends as every command does that nobody tells the end of.
        if (made != null && made.type() == MessageType.COMMAND && made.id().equals(answer.id())) {
            desk.run(caller.anew(), made);
        }
        return answer;
    }

    private static Optional<Held<ChatThread>> thread(
            Draft draft, String projectId, SendMessage message, MessageFields words) {
        String id = message.threadId();
        if (id == null) {
            return Optional.empty();
        }
        Optional<Held<ChatThread>> held = draft.find(Shelves.THREADS, id)
                .filter(found -> found.stored().projectId().equals(projectId));
        if (held.isEmpty()) {
            throw HubException.invalid("/" + words.threadId(), "is not a thread of the project");
        }
        return held;
    }

    private static Message message(Draft draft, Caller caller, String projectId, SendMessage said, MessageType type) {
        return new Message(
                UUID.randomUUID().toString(),
                projectId,
                1,
                caller.id(),
                said.content(),
                type,
                said.threadId(),
                said.attachments(),
                List.of(),
                draft.now(),
                draft.now());
    }

    private static JsonBytes store(Draft draft, Message message) {
        Set<String> hidden = message.type() == MessageType.COMMAND ? Set.of(Tags.RUNNING) : Set.of();
        JsonBytes body = draft.create(Shelves.MESSAGES, message, hidden);
        draft.tell(EventName.MESSAGE_POSTED, message.projectId(), List.of(), body);
        return body;
    }

    private static MessageType typeOf(SendMessage message) {
        return switch (message.type()) {
            case COMMAND -> MessageType.COMMAND;
            case MESSAGE -> message.threadId() == null ? MessageType.RESPONSE : MessageType.THREAD;
            case THREAD_REPLY -> MessageType.THREAD;
        };
    }

    private void refuse(Caller caller, Message command) {
        finish(
                command.projectId(),
                new News.CommandFinished(
                        command.id(), command.content(), false, null, "no commands run here", 0, null));
    }
}
