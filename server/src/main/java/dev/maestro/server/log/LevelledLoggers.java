package dev.maestro.server.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.simple.SimpleLoggerFactory;

/** Makes loggers and keeps them, so that their level can be changed. Threads: thread-safe. */
final class LevelledLoggers extends SimpleLoggerFactory {
    private static final String FILE = "/simplelogger.properties";
    private static final String LOGGER_PREFIX = "org.slf4j.simpleLogger.log.";

    /** Starts of the names of loggers whose level is not ours to change. */
    private final Set<String> settled = settledNames();

    @GuardedBy("this")
    private final List<LevelledLogger> made = new ArrayList<>();

    @GuardedBy("this")
    private Level level;

    LevelledLoggers(String level) {
        this.level = level(level);
    }

    synchronized void setLevel(String text) {
        level = level(text);
        made.forEach(logger -> logger.setLevel(level));
    }

    @Override
    protected synchronized Logger createLogger(String name) {
        LevelledLogger logger = new LevelledLogger(name);
        if (settled.stream().noneMatch(start -> name.equals(start) || name.startsWith(start + "."))) {
            logger.setLevel(level);
            made.add(logger);
        }
        return logger;
    }

    private static Level level(String text) {
        return Level.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Set<String> settledNames() {
        Properties properties = new Properties();
        try (InputStream file = LevelledLoggers.class.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(LOGGER_PREFIX))
                .map(key -> key.substring(LOGGER_PREFIX.length()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
