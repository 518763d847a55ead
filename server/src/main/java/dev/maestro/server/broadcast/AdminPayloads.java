package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.protocol.portal.AdminNews;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.backend.CommittedEvent;

/** What the portal is told of the hub, which is no project and has no name. */
final class AdminPayloads {
    private AdminPayloads() {}

    static AdminNews.ConfigChanged configChanged(CommittedEvent event, String project) {
        News.ConfigChanged news = event.data().asKnown(News.ConfigChanged.class);
        return new AdminNews.ConfigChanged(
                news.configType(), news.changedBy(), news.changes(), new PortalTime(event.timestamp()), news.reason());
    }

    static AdminNews.UserAction userAction(CommittedEvent event, String project) {
        AuditEntry entry = event.data().asKnown(AuditEntry.class);
        return new AdminNews.UserAction(
                entry.userId(),
                entry.action(),
                entry.resource(),
                // Entries are stored a little after what they tell.
                new PortalTime(entry.timestamp()),
                entry.ipAddress(),
                entry.userAgent(),
                entry.success(),
                entry.error());
    }
}
