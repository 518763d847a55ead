package dev.maestro.server.log;

import org.slf4j.event.Level;
import org.slf4j.simple.SimpleLogger;

/**
 * A logger whose level can be changed.
 *
 * <p>Threads: thread-safe; other threads may go by the level of before for a moment, as the library reads it unguarded.
 */
final class LevelledLogger extends SimpleLogger {
    LevelledLogger(String name) {
        super(name);
    }

    void setLevel(Level level) {
        currentLogLevel = level.toInt();
    }
}
