package dev.maestro.server.domain.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.RuntimeSetting;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A wish to change settings, read and checked.
 *
 * @param values by key, as a settings file would have them; empty to have one be as it was started
 * @param version the version it must be made of; null for any
 * @param reason why; null when nobody said
 */
record SettingChanges(
        Map<String, Optional<String>> values,
        @Nullable Long version,
        @Nullable String reason) {
    private static final int MOST_BYTES = 64 * 1024;

    /** Reads it; throws {@code invalid}, naming each setting that there is not and each value that is none. */
    static SettingChanges of(Payload payload) {
        Fields fields = payload.fields();
        SettingChanges changes = read(fields);
        fields.done();
        return changes;
    }

    /** Reads it; whoever calls then ends the reading. */
    static SettingChanges read(Fields fields) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        Optional<Fields> changes = fields.require("changes").object("changes");
        changes.ifPresent(within -> {
            RuntimeSetting.ALL.stream()
                    .filter(setting -> within.has(setting.key()))
                    .forEach(setting -> {
                        JsonNode node = within.any(setting.key(), MOST_BYTES);
                        values.put(setting.key(), node == null ? Optional.empty() : value(setting, node, within));
                    });
            within.close();
        });
        Long version = fields.clearableNumber("version", 0, Long.MAX_VALUE, null);
        String reason = fields.clearableText("reason", Limit.TITLE, null);
        return new SettingChanges(values, version, reason);
    }

    private static Optional<String> value(RuntimeSetting setting, JsonNode node, Fields faults) {
        Optional<String> text = text(setting, node);
        try {
            return Optional.of(setting.normal(text.orElseThrow(() -> new ConfigException(setting.rule()))));
        } catch (ConfigException e) {
            faults.fault(setting.key(), "must be " + setting.rule());
            return Optional.empty();
        }
    }

    /** Returns what a settings file would have; empty for JSON of the wrong type. */
    private static Optional<String> text(RuntimeSetting setting, JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(node.textValue());
        }
        return switch (setting.kind()) {
            case CHOICE -> Optional.empty();
            case NUMBER -> node.isIntegralNumber() ? Optional.of(node.asText()) : Optional.empty();
            case LIST -> node.isArray() ? joined(node) : Optional.empty();
        };
    }

    private static Optional<String> joined(JsonNode array) {
        List<String> items = new ArrayList<>();
        array.forEach(item -> items.add(item.isTextual() && !item.textValue().contains(",") ? item.textValue() : " "));
        return items.contains(" ") ? Optional.empty() : Optional.of(String.join(",", items));
    }
}
