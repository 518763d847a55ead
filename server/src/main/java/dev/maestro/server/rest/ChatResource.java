package dev.maestro.server.rest;

import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.chat.ReactionService;
import dev.maestro.server.domain.chat.ThreadService;
import dev.maestro.server.domain.project.ProjectService;

/** {@code /api/projects/{id}/messages}, with reactions, and {@code /api/projects/{id}/threads}. */
public final class ChatResource implements Resource {
    private static final String MESSAGES = "/messages";
    private static final String ALL = ProjectPath.ONE + MESSAGES;
    private static final String ONE = ALL + "/{messageId}";
    private static final String REACTIONS = ONE + "/reactions";
    private static final String THREADS = "/threads";
    private static final String ALL_THREADS = ProjectPath.ONE + THREADS;

    private final ProjectPath in;
    private final ChatService chat;
    private final ThreadService threads;
    private final ReactionService reactions;

    public ChatResource(ProjectService projects, ChatService chat, ThreadService threads, ReactionService reactions) {
        this.in = new ProjectPath(projects);
        this.chat = chat;
        this.threads = threads;
        this.reactions = reactions;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ALL, this::list, "threadId", "limit", "cursor")
                .post(ALL, x -> in.made(x, MESSAGES, id -> chat.post(x.caller(), id, x.payload())))
                .get(ONE, x -> x.document(chat.get(x.caller(), in.project(x), message(x))))
                .post(REACTIONS, x -> x.answer(reactions.add(x.caller(), in.project(x), message(x), x.payload())))
                .delete(
                        REACTIONS + "/{emoji}",
                        x -> x.answer(reactions.remove(x.caller(), in.project(x), message(x), x.path("emoji"))))
                .get(ALL_THREADS, this::listThreads, "parentMessageId", "limit", "cursor")
                .post(ALL_THREADS, x -> in.made(x, THREADS, id -> threads.open(x.caller(), id, x.payload())))
                .get(
                        ALL_THREADS + "/{threadId}",
                        x -> x.document(threads.get(x.caller(), in.project(x), x.path("threadId"))));
    }

    private void list(Exchange x) {
        x.list(chat.list(x.caller(), in.project(x), x.query("threadId").orElse(null), x.page()));
    }

    private void listThreads(Exchange x) {
        x.list(threads.list(
                x.caller(), in.project(x), x.query("parentMessageId").orElse(null), x.page()));
    }

    private static String message(Exchange x) {
        return x.path("messageId");
    }
}
