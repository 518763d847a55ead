package dev.maestro.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeSettingTest {
    private final HubConfig started = ConfigLoader.load(null, Map.of(), Map.of("port", "0", "limits.ban", "7s"))
            .config();

    @Test
    void eachCanBeChangedAndIsReadBackAsItWasWritten() {
        Map<String, String> changes = new HashMap<>();
        RuntimeSetting.ALL.forEach(setting -> {
            String other =
                    switch (setting.kind()) {
                        case CHOICE -> "debug";
                        case LIST -> "https://a.example.org,https://b.example.org";
                        case NUMBER -> Integer.toString(700 + changes.size());
                    };
            assertThat(setting.in(started)).as(setting.key()).isNotEqualTo(other);
            changes.put(setting.key(), other);
        });

        HubConfig changed = RuntimeSetting.over(started, changes);

        assertThat(RuntimeSetting.ALL).allSatisfy(setting -> {
            assertThat(setting.in(changed)).as(setting.key()).isEqualTo(changes.get(setting.key()));
            assertThat(setting.in(RuntimeSetting.over(changed, Map.of(setting.key(), setting.in(started)))))
                    .isEqualTo(setting.in(started));
        });
    }

    @Test
    void allElseStaysAsItWas() {
        assertThat(RuntimeSetting.over(started, Map.of())).isEqualTo(started);

        HubConfig changed = RuntimeSetting.over(started, Map.of("log-level", "warn", "no-such-key", "x"));

        assertThat(changed)
                .isEqualTo(started.with(LogLevel.WARN, started.origins(), started.limits(), started.portal()));
    }

    @Test
    void aValueIsPutIntoItsUsualForm() {
        RuntimeSetting origins = RuntimeSetting.find("origins").orElseThrow();

        assertThat(origins.normal(" https://a.example.org , https://b.example.org,"))
                .isEqualTo("https://a.example.org,https://b.example.org");
        assertThat(RuntimeSetting.find("limits.events-burst").orElseThrow().normal(" 0012 "))
                .isEqualTo("12");
        assertThat(RuntimeSetting.ALL.stream().filter(RuntimeSetting::guards)).containsExactly(origins);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {"log-level|loud", "origins|*", "limits.events-burst|0", "portal.connections|many"})
    void aBadValueIsRefusedByTheRuleOfItsSetting(String key, String value) {
        RuntimeSetting setting = RuntimeSetting.find(key).orElseThrow();

        assertThatThrownBy(() -> setting.normal(value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(setting.rule());
    }
}
