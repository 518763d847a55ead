package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.LeakRecorder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LineProcessTest {
    @Test
    void whatAProcessOfNettysLosesIsSeen() throws Exception {
        ProcessBuilder losing = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dio.netty.leakDetection.level=paranoid",
                "-Dio.netty.customResourceLeakDetector=" + LeakRecorder.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                LeakingMain.class.getName());

        try (LineProcess process = LineProcess.start(losing)) {
            process.await(line -> line.equals("lost 1"));
            assertThat(process.awaitEnd()).isZero();
            assertThat(process.leaks()).hasSize(1);
        }
    }
}
