package dev.maestro.server.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleServiceProvider;

/**
 * What gives out the hub's loggers. SLF4J makes it, once, when it is named by {@link #install}; nobody else does.
 *
 * <p>Threads: thread-safe once SLF4J has made it.
 */
public final class LevelledLogging extends SimpleServiceProvider {
    private static final String PROVIDER = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static final String DEFAULT_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    // Set by initialize(), before SLF4J lets anybody ask.
    private ILoggerFactory loggers = super.getLoggerFactory();

    /**
     * Has loggers come from here; of no use once the first was made.
     *
     * @param level the level they begin with, such as {@code info}
     */
    public static void install(String level) {
        System.setProperty(PROVIDER, LevelledLogging.class.getName());
        // Else SLF4J would say on standard error that it was told which provider to take.
        System.setProperty(VERBOSITY, "WARN");
        System.setProperty(DEFAULT_LEVEL, level);
    }

    /**
     * Sets the level of all loggers, those that are there and those to come, but of those whose level is settled in
     * {@code simplelogger.properties}.
     *
     * @param level such as {@code info}
     * @return whether it could be done; not where the loggers come from elsewhere
     */
    public static boolean setLevel(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LevelledLoggers loggers) {
            loggers.setLevel(level);
            return true;
        }
        return false;
    }

    @Override
    public void initialize() {
        super.initialize();
        loggers = new LevelledLoggers(System.getProperty(DEFAULT_LEVEL, "info"));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }
}
