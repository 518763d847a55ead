package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.portal.ChatNews;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.backend.CommittedEvent;

/** What the portal is told of a project's chat; {@code project} is the project's name. */
final class ChatPayloads {
    private ChatPayloads() {}

    static ChatNews.MessageReceived messageReceived(CommittedEvent event, String project) {
        Message message = event.data().asKnown(Message.class);
        return new ChatNews.MessageReceived(
                message.id(),
                project,
                message.userId(),
                message.content(),
                message.type(),
                // Not when it was committed: one whose reactions changed does not move down in the chat.
                new PortalTime(message.createdAt()),
                message.threadId(),
                message.attachments(),
                message.reactions().stream()
                        .map(reaction -> ChatNews.ReactionCount.of(reaction.emoji(), reaction.userIds()))
                        .toList());
    }

    static ChatNews.CommandResult commandResult(CommittedEvent event, String project) {
        News.CommandFinished news = event.data().asKnown(News.CommandFinished.class);
        return new ChatNews.CommandResult(
                news.messageId(),
                news.command(),
                news.success(),
                Values.present(news.result()),
                news.error(),
                news.executionTime(),
                new PortalTime(event.timestamp()),
                Values.present(news.embedData()));
    }

    static ChatNews.ThreadCreated threadCreated(CommittedEvent event, String project) {
        ChatThread thread = event.data().asKnown(ChatThread.class);
        return new ChatNews.ThreadCreated(
                thread.id(), thread.parentMessageId(), project, thread.createdBy(), new PortalTime(event.timestamp()));
    }

    static ChatNews.ThreadUpdated threadUpdated(CommittedEvent event, String project) {
        ChatThread thread = event.data().asKnown(ChatThread.class);
        return new ChatNews.ThreadUpdated(
                thread.id(), thread.messageCount(), new PortalTime(thread.lastMessageAt()), thread.participants());
    }
}
