package dev.maestro.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LevelledLoggersTest {
    private final LevelledLoggers loggers = new LevelledLoggers("info");

    @Test
    void aLevelHoldsForLoggersThatAreThereAndForThoseToCome() {
        Logger there = loggers.getLogger("dev.maestro.server.There");
        assertThat(there.isInfoEnabled()).isTrue();
        assertThat(there.isDebugEnabled()).isFalse();

        loggers.setLevel("trace");
        Logger later = loggers.getLogger("dev.maestro.server.Later");
        assertThat(there.isTraceEnabled()).isTrue();
        assertThat(later.isTraceEnabled()).isTrue();

        loggers.setLevel("error");
        assertThat(there.isWarnEnabled()).isFalse();
        assertThat(later.isErrorEnabled()).isTrue();
        assertThat(loggers.getLogger("dev.maestro.server.There")).isSameAs(there);
    }

    @Test
    void aLoggerWhoseLevelIsSettledKeepsIt() {
        Logger before = loggers.getLogger("org.eclipse.jetty.server.Server");

        loggers.setLevel("trace");

        assertThat(before.isWarnEnabled()).isTrue();
        assertThat(before.isInfoEnabled()).isFalse();
        assertThat(loggers.getLogger("io.netty").isInfoEnabled()).isFalse();
        assertThat(loggers.getLogger("io.nettyish").isInfoEnabled()).isTrue();
    }
}
