package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes within this one, under the settings of the build. */
class LeakExtensionTest {
    @Test
    void aClassThatLosesABufferFailsWithTheBuffersRecords() {
        EngineExecutionResults results = run(Losing.class);

        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(Losing.class),
                                finishedWithFailure(message(text -> text.contains("Losing lost 1:")
                                        && text.contains("ByteBuf")
                                        && text.contains("the buffer that is lost on purpose")))));
        assertThat(Leaks.takeNew()).as("told once").isEmpty();
    }

    @Test
    void aClassThatGivesItsBuffersBackPasses() {
        EngineExecutionResults results = run(Careful.class);

        assertThat(results.allEvents().failed().count()).isZero();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    }

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .selectors(selectClass(testClass))
                .execute();
    }

    static final class Losing {
        @Test
        void losesABuffer() {
            ByteBuf lost = ByteBufAllocator.DEFAULT.directBuffer(16);
            lost.touch("the buffer that is lost on purpose");
            assertThat(lost.refCnt()).isEqualTo(1);
        }
    }

    static final class Careful {
        @Test
        void givesItsBufferBack() {
            assertThat(ByteBufAllocator.DEFAULT.directBuffer(16).release()).isTrue();
        }
    }
}
