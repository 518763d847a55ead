package dev.maestro.server.domain.chat;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Threads of a project's chat, at most one a message. Threads: thread-safe; blocks on the store. */
public final class ThreadService {
    /** What opens a thread. */
    public static final Form FORM = Form.of(ThreadService::parentId);

    /** How many who wrote in a thread are named; later ones are only counted by their messages. */
    static final int MOST_PARTICIPANTS = 100;

    private final Commits commits;
    private final Reads reads;

    public ThreadService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a thread. */
    public StoredDocument get(Caller caller, String projectId, String id) {
        return InProject.get(reads, caller, Shelves.THREADS, projectId, id);
    }

    /**
     * Lists threads, oldest first.
     *
     * @param parentMessageId only the one about this message; null for all
     */
    public DocumentPage list(Caller caller, String projectId, @Nullable String parentMessageId, Page page) {
        Set<String> tags = parentMessageId == null ? Set.of() : Set.of(Tags.parent(parentMessageId));
        return reads.listIn(caller, Shelves.THREADS, projectId, tags, page);
    }

    private static String parentId(Fields fields) {
        return fields.requiredText("parentMessageId", Limit.WORD);
    }

    /**
     * Opens the thread about a message, {@code parentMessageId}: {@code thread:created}. If there is one already, that is
     * answered and nothing happens.
     *
     * @throws HubException {@code invalid} if there is no such message in the project, or it is in a thread itself
     */
    public Answer open(Caller caller, String projectId, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            String parentId = parentId(fields);
            fields.done();
            InProject.enter(draft, caller, projectId);
            Optional<Held<ChatThread>> open = draft.find(Shelves.THREADS, idOf(parentId));
            if (open.isPresent() && open.get().stored().projectId().equals(projectId)) {
                return Answer.done(open.get().document(), open.get().stored().body());
            }
            requireOutsideThreads(draft, projectId, parentId);
            ChatThread thread = new ChatThread(
                    idOf(parentId),
                    projectId,
                    1,
                    parentId,
                    caller.id(),
                    0,
                    draft.now(),
                    List.of(),
                    draft.now(),
                    draft.now());
            JsonBytes body = draft.create(Shelves.THREADS, thread, Set.of());
            draft.tell(EventName.THREAD_CREATED, projectId, List.of(), body);
            return Answer.created(thread, body);
        });
    }

    /** Counts a message of the thread that is stored in the same commit. */
    static void replied(Draft draft, Held<ChatThread> held, String userId) {
        ChatThread thread = held.document();
        ChatThread after = new ChatThread(
                thread.id(),
                thread.projectId(),
                held.nextVersion(),
                thread.parentMessageId(),
                thread.createdBy(),
                thread.messageCount() + 1,
                draft.now(),
                with(thread.participants(), userId),
                thread.createdAt(),
                draft.now());
        draft.tell(EventName.THREAD_UPDATED, thread.projectId(), List.of(), draft.update(held, after, Set.of()));
    }

    private static List<String> with(List<String> participants, String userId) {
        if (participants.contains(userId) || participants.size() >= MOST_PARTICIPANTS) {
            return participants;
        }
        List<String> more = new ArrayList<>(participants);
        more.add(userId);
        return more;
    }

    private static void requireOutsideThreads(Draft draft, String projectId, String messageId) {
        Message parent = draft.find(Shelves.MESSAGES, messageId)
                .map(Held::document)
                .filter(message -> message.projectId().equals(projectId))
                .orElseThrow(() -> HubException.invalid("/parentMessageId", "is not a message of the project's chat"));
        if (parent.threadId() != null) {
            throw HubException.invalid("/parentMessageId", "is in a thread itself");
        }
    }

    // Made from the message's, so that of all who open its thread at once one does.
    private static String idOf(String messageId) {
        return UUID.nameUUIDFromBytes(("thread of " + messageId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
