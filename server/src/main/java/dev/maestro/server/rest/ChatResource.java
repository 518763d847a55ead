package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.chat.ReactionService;
import dev.maestro.server.domain.chat.ThreadService;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;

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
        messages(routes);
        threads(routes);
    }

    private void messages(Routes routes) {
        routes.get(
                        ALL,
                        Operation.of(Tag.CHAT, "listMessages", "List messages, the newest first")
                                .asked(Parameter.text("threadId", "Only those of this thread."))
                                .list(Message.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.CHAT, "postMessage", "Say something in a project's chat")
                                .takes("NewMessage", chat.form(), Message.class)
                                .created(Message.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> in.made(x, MESSAGES, id -> chat.post(x.caller(), id, x.payload())))
                .get(
                        ONE,
                        Operation.of(Tag.CHAT, "readMessage", "Read a message").document(Message.class),
                        x -> x.document(chat.get(x.caller(), in.project(x), message(x))))
                .post(
                        REACTIONS,
                        Operation.of(Tag.CHAT, "addReaction", "React to a message")
                                .takes("NewReaction", ReactionService.FORM, null)
                                .changed(Message.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(reactions.add(x.caller(), in.project(x), message(x), x.payload())))
                .delete(
                        REACTIONS + "/{emoji}",
                        Operation.of(Tag.CHAT, "removeReaction", "Take back one's own reaction")
                                .changed(Message.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(reactions.remove(x.caller(), in.project(x), message(x), x.path("emoji"))));
    }

    private void threads(Routes routes) {
        routes.get(
                        ALL_THREADS,
                        Operation.of(Tag.CHAT, "listThreads", "List threads")
                                .asked(Parameter.text("parentMessageId", "Only that about this message."))
                                .list(ChatThread.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::listThreads)
                .post(
                        ALL_THREADS,
                        Operation.of(
                                        Tag.CHAT,
                                        "openThread",
                                        "Open the thread about a message, or find the one there is")
                                .takes("NewThread", ThreadService.FORM, ChatThread.class)
                                .created(ChatThread.class)
                                .changed(ChatThread.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> in.made(x, THREADS, id -> threads.open(x.caller(), id, x.payload())))
                .get(
                        ALL_THREADS + "/{threadId}",
                        Operation.of(Tag.CHAT, "readThread", "Read a thread").document(ChatThread.class),
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
