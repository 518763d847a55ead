package dev.maestro.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its key, default, rule and meaning.
 *
 * @param <T> what its text is read into
 */
final class Setting<T> {
    /** The environment variables of settings start with this. */
    static final String ENVIRONMENT_PREFIX = "MAESTRO_";

    private final String key;
    private final @Nullable String defaultText;
    private final String rule;
    private final String meaning;
    private final Function<String, T> parser;
    private final boolean secret;

    private Setting(
            String key,
            @Nullable String defaultText,
            String rule,
            String meaning,
            Function<String, T> parser,
            boolean secret) {
        this.key = key;
        this.defaultText = defaultText;
        this.rule = rule;
        this.meaning = meaning;
        this.parser = parser;
        this.secret = secret;
    }

    /**
     * Describes a setting.
     *
     * @param defaultText its value when nobody sets it; null when it then has none
     * @param rule what a value must be, completing "must be …"
     */
    static <T> Setting<T> of(
            String key, @Nullable String defaultText, String rule, String meaning, Function<String, T> parser) {
        return new Setting<>(key, defaultText, rule, meaning, parser, false);
    }

    /** Returns this setting, with a value that is never shown. */
    Setting<T> secret() {
        return new Setting<>(key, defaultText, rule, meaning, parser, true);
    }

    /** Returns this setting, accepting only values for which the claim holds. */
    Setting<T> where(Predicate<T> claim) {
        Function<String, T> claiming = text -> {
            T value = parser.apply(text);
            if (!claim.test(value)) {
                throw new IllegalArgumentException(rule);
            }
            return value;
        };
        return new Setting<>(key, defaultText, rule, meaning, claiming, secret);
    }

    String key() {
        return key;
    }

    Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    String rule() {
        return rule;
    }

    String meaning() {
        return meaning;
    }

    /** Returns a value as it may be shown. */
    String shown(String text) {
        return secret ? "(secret)" : text;
    }

    /** Returns the environment variable, such as {@code MAESTRO_ENGINE_PING_INTERVAL}. */
    String variable() {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /**
     * Reads a value.
     *
     * @param where the place it came from, for the message
     * @throws ConfigException naming key, value and rule
     */
    T read(String text, String where) {
        try {
            return parser.apply(text.strip());
        } catch (RuntimeException e) {
            throw new ConfigException("%s = \"%s\" (%s): must be %s".formatted(key, shown(text), where, rule));
        }
    }
}
