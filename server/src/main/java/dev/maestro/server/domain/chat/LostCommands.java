package dev.maestro.server.domain.chat;

import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.Message;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends commands whose end nobody tells: the node that ran one was killed, could not reach the store, or never knew that the
 * command was stored.
 *
 * <p>Which commands have not ended is in the store: any node may look, at any time, and after a restart; each is ended once.
 * Threads: thread-safe; blocks.
 */
public final class LostCommands {
    /** How old a command is when it is given up: longer than whoever runs one has for its answer. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String UNKNOWN =
            "it is not known what became of this: the hub that was to run it stopped, or could not say so in time";

    private final Commits commits;
    private final ChatService chat;
    private final Clock clock;

    public LostCommands(Commits commits, ChatService chat, Clock clock) {
        this.commits = commits;
        this.chat = chat;
        this.clock = clock;
    }

    /**
     * Ends every command that is given up, as failed; called every few seconds. Costs one indexed read when none runs.
     *
     * @return how many were ended here
     * @throws BackendUnavailableException if the store is away; what is due stays due
     */
    public int finishOverdue() {
        int ended = 0;
        @Nullable String cursor = null;
        do {
            DocumentPage page = commits.backend()
                    .list(new DocumentQuery(
                            Shelves.MESSAGES.kind(), null, Set.of(Tags.RUNNING), cursor, DocumentQuery.MAX_LIMIT));
            for (StoredDocument stored : page.documents()) {
                if (finish(stored.body().asKnown(Message.class))) {
                    ended++;
                }
            }
            cursor = page.next();
        } while (cursor != null);
        return ended;
    }

    private boolean finish(Message command) {
        long age = clock.millis() - command.createdAt();
        if (age < PATIENCE.toMillis()) {
            return false;
        }
        String name = CommandLine.of(command.content()).name();
        News.CommandFinished failed = new News.CommandFinished(command.id(), name, false, null, UNKNOWN, age, null);
        return chat.finish(command.projectId(), failed);
    }
}
