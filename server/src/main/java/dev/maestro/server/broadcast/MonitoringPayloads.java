package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.News;
import dev.maestro.protocol.portal.MonitoringNews;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.backend.CommittedEvent;

/** What the portal is told of what agents do; {@code project} is the project's name. */
final class MonitoringPayloads {
    private MonitoringPayloads() {}

    static MonitoringNews.AgentActivity agentActivity(CommittedEvent event, String project) {
        News.AgentActivity news = event.data().asKnown(News.AgentActivity.class);
        return new MonitoringNews.AgentActivity(
                news.agentType(),
                project,
                news.action(),
                news.status(),
                news.taskId(),
                news.storyId(),
                new PortalTime(event.timestamp()),
                news.duration(),
                Values.present(news.metrics()),
                news.error());
    }

    static MonitoringNews.TddCycleStarted tddCycleStarted(CommittedEvent event, String project) {
        News.TddCycleStarted news = event.data().asKnown(News.TddCycleStarted.class);
        return new MonitoringNews.TddCycleStarted(
                project,
                news.cycleId(),
                news.storyId(),
                news.startedBy(),
                news.estimatedDuration(),
                new PortalTime(event.timestamp()));
    }

    static MonitoringNews.TddStateChange tddStateChange(CommittedEvent event, String project) {
        News.TddStateChanged news = event.data().asKnown(News.TddStateChanged.class);
        return new MonitoringNews.TddStateChange(
                project,
                news.cycleId(),
                news.oldState(),
                news.newState(),
                new PortalTime(event.timestamp()),
                news.phaseDuration(),
                Values.present(news.testResults()),
                Values.present(news.codeMetrics()));
    }

    static MonitoringNews.TestOutput testOutput(CommittedEvent event, String project) {
        News.TestOutput news = event.data().asKnown(News.TestOutput.class);
        Long counted = news.sequenceNumber();
        return new MonitoringNews.TestOutput(
                project,
                news.cycleId(),
                news.outputType(),
                news.content(),
                new PortalTime(event.timestamp()),
                counted == null ? event.offset().sequence() : counted);
    }
}
