package dev.maestro.server.domain.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.protocol.model.ConfigType;
import dev.maestro.protocol.model.RuntimeSettings;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.RuntimeSetting;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Shelves;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the settings that can be changed while hubs run. Whether the caller may, others have asked.
 *
 * <p>Threads: thread-safe; blocks on the store.
 */
public final class SettingsService {
    /** What changes settings. */
    public static final Form CHANGE = Form.of(SettingChanges::read);

    private final Commits commits;
    private final HubConfig started;
    private final Runnable changed;

    /**
     * Makes the service.
     *
     * @param started the settings this node was started with
     * @param changed has this node go by what was changed, before the change is answered
     */
    public SettingsService(Commits commits, HubConfig started, Runnable changed) {
        this.commits = commits;
        this.started = started;
        this.changed = changed;
    }

    /** Returns all of them, {@code {version, settings: […]}}. */
    public Answer read() {
        return view(commits.backend()
                .find(Shelves.RUNTIME_SETTINGS.key(RuntimeSettings.ID))
                .map(stored -> Held.of(Shelves.RUNTIME_SETTINGS, stored).document()));
    }

    /**
     * Changes some, {@code {changes: {key: value or null, …}, reason?, version?}}; all or none.
     *
     * @return all of them as they are then
     * @throws HubException {@code invalid}, naming each fault; {@code stale_version} if another version was expected
     */
    public Answer patch(Caller caller, Payload payload, Expected expected) {
        SettingChanges wanted = SettingChanges.of(payload);
        Answer answer = commits.run(caller, draft -> attempt(caller, wanted, expected, draft));
        changed.run();
        return answer;
    }

    private Answer attempt(Caller caller, SettingChanges wanted, Expected expected, Draft draft) {
        Optional<Held<RuntimeSettings>> held = draft.find(Shelves.RUNTIME_SETTINGS, RuntimeSettings.ID);
        requireVersion(wanted, expected, held);
        Map<String, RuntimeSettings.Changed> before =
                held.map(Held::document).map(RuntimeSettings::changes).orElse(Map.of());
        Map<String, RuntimeSettings.Changed> after = new TreeMap<>(before);
        Map<ConfigType, ObjectNode> news = new EnumMap<>(ConfigType.class);
        wanted.values().forEach((key, value) -> {
            if (!value.equals(Optional.ofNullable(before.get(key)).map(RuntimeSettings.Changed::value))) {
                value.ifPresentOrElse(
                        text -> after.put(key, new RuntimeSettings.Changed(text, caller.id(), draft.now())),
                        () -> after.remove(key));
                tell(news, RuntimeSetting.find(key).orElseThrow(), value);
            }
        });
        if (news.isEmpty()) {
            return view(held.map(Held::document));
        }
        RuntimeSettings document = new RuntimeSettings(
                RuntimeSettings.ID, AuditEntry.HUB, held.map(Held::nextVersion).orElse(1L), after, draft.now());
        store(draft, held, document);
        news.forEach((type, changes) -> draft.tell(
                EventName.CONFIG_CHANGED,
                AuditEntry.HUB,
                List.of(),
                new News.ConfigChanged(type, caller.id(), changes, wanted.reason())));
        return view(Optional.of(document));
    }

    private void tell(Map<ConfigType, ObjectNode> news, RuntimeSetting setting, Optional<String> value) {
        ConfigType type = setting.guards() ? ConfigType.SECURITY : ConfigType.SYSTEM;
        news.computeIfAbsent(type, none -> Json.mapper().createObjectNode())
                .set(setting.key(), SettingView.json(setting, value.orElse(setting.in(started))));
    }

    private static void store(Draft draft, Optional<Held<RuntimeSettings>> held, RuntimeSettings document) {
        JsonBytes unused = held.isPresent()
                ? draft.update(held.get(), document, Set.of())
                : draft.create(Shelves.RUNTIME_SETTINGS, document, Set.of());
    }

    private void requireVersion(SettingChanges wanted, Expected expected, Optional<Held<RuntimeSettings>> held) {
        long version = held.map(Held::stored).map(StoredDocument::version).orElse(0L);
        Long said = wanted.version();
        if (said != null && said != version || !allows(expected.versions(), version)) {
            throw HubException.outdated(
                    ErrorCode.STALE_VERSION,
                    "the settings are at version " + version,
                    view(held.map(Held::document)).body());
        }
    }

    private static boolean allows(@Nullable Set<Long> versions, long version) {
        return versions == null || versions.contains(version);
    }

    private Answer view(Optional<RuntimeSettings> document) {
        long version = document.map(RuntimeSettings::version).orElse(0L);
        return new Answer(
                false, RuntimeSettings.ID, version, JsonBytes.of(SettingView.All.of(started, version, document)));
    }
}
