package dev.maestro.server.config;

import java.util.Map;

/** Puts changed values over settings that were read before. */
final class SettingsOver {
    /** The settings when nobody sets any. */
    static final HubConfig DEFAULTS = ConfigLoader.defaults();

    private static final String WHERE = "at run time";

    private final Map<String, String> changes;

    private SettingsOver(Map<String, String> changes) {
        this.changes = changes;
    }

    static HubConfig of(HubConfig config, Map<String, String> changes) {
        SettingsOver over = new SettingsOver(changes);
        return config.with(
                over.value(Settings.LOG_LEVEL, config.logLevel()),
                over.value(Settings.ORIGINS, config.origins()),
                over.limits(config.limits()),
                over.portal(config.portal()));
    }

    private HubConfig.LimitSettings limits(HubConfig.LimitSettings limits) {
        return new HubConfig.LimitSettings(
                value(Settings.EVENTS_PER_SECOND, limits.eventsPerSecond()),
                value(Settings.EVENTS_BURST, limits.eventsBurst()),
                value(Settings.REQUESTS_PER_SECOND, limits.requestsPerSecond()),
                value(Settings.REQUESTS_BURST, limits.requestsBurst()),
                value(Settings.CONNECTIONS_PER_PRINCIPAL, limits.connectionsPerPrincipal()),
                limits.connectionsPerAddress(),
                limits.roomsPerSocket(),
                limits.subscriptionsPerCall(),
                limits.refusedLoginsPerMinute(),
                limits.authenticateWithin(),
                limits.banAfter(),
                limits.ban(),
                limits.terminalOutput());
    }

    private HubConfig.PortalSettings portal(HubConfig.PortalSettings portal) {
        return new HubConfig.PortalSettings(
                value(Settings.PORTAL_MESSAGES_PER_SECOND, portal.messagesPerSecond()),
                value(Settings.PORTAL_MESSAGES_PER_MINUTE, portal.messagesPerMinute()),
                value(Settings.PORTAL_CONNECTIONS, portal.connections()),
                portal.messageLength(),
                portal.attachments(),
                portal.attachmentSize());
    }

    private <T> T value(Setting<T> setting, T otherwise) {
        String text = changes.get(setting.key());
        return text == null ? otherwise : setting.read(text, WHERE);
    }
}
