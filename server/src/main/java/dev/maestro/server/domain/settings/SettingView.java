package dev.maestro.server.domain.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.model.RuntimeSettings;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.RuntimeSetting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting as it holds now.
 *
 * @param value a text, a number or an array, by the type
 * @param started what it was when this node was started
 * @param type {@code choice}, {@code list} or {@code number}
 * @param meaning what it does, in a sentence
 * @param rule what a value must be, completing "must be …"
 * @param choices the words there are; left out when it is no choice
 * @param changedBy who changed it since; left out when it is as it was
 * @param changedAt when, epoch milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SettingView(
        String key,
        JsonNode value,
        JsonNode started,
        String type,
        String meaning,
        String rule,
        @Nullable List<String> choices,
        @Nullable String changedBy,
        @Nullable Long changedAt) {
    /**
     * All settings.
     *
     * @param version of what was changed; 0 when nothing ever was
     */
    record All(long version, List<SettingView> settings) {
        static All of(HubConfig started, long version, Optional<RuntimeSettings> changed) {
            return new All(
                    version,
                    RuntimeSetting.ALL.stream()
                            .map(setting -> SettingView.of(
                                    setting, setting.in(started), changed.map(document -> document.changes()
                                            .get(setting.key()))))
                            .toList());
        }
    }

    private static SettingView of(RuntimeSetting setting, String started, Optional<RuntimeSettings.Changed> changed) {
        return new SettingView(
                setting.key(),
                json(setting, changed.map(RuntimeSettings.Changed::value).orElse(started)),
                json(setting, started),
                setting.kind().name().toLowerCase(Locale.ROOT),
                setting.meaning(),
                setting.rule(),
                setting.choices().isEmpty() ? null : setting.choices(),
                changed.map(RuntimeSettings.Changed::changedBy).orElse(null),
                changed.map(RuntimeSettings.Changed::changedAt).orElse(null));
    }

    /** Returns a value as clients get it. */
    static JsonNode json(RuntimeSetting setting, String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (setting.kind()) {
            case CHOICE -> nodes.textNode(text);
            case NUMBER -> nodes.numberNode(Integer.parseInt(text));
            case LIST ->
                nodes.arrayNode()
                        .addAll(List.of(text.isEmpty() ? new String[0] : text.split(",", -1)).stream()
                                .map(nodes::textNode)
                                .toList());
        };
    }
}
