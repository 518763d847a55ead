package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.transfer.Counts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TransferProgressTest {
    private final StringWriter errors = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final Counts counts = new Counts();

    private TransferProgress progress(boolean terminal, double share) {
        counts.add(StoreRecord.Type.EVENT);
        return new TransferProgress(new PrintWriter(errors), terminal, "exported", () -> share, nanos::get);
    }

    @Test
    void aTerminalGetsABarThatGoesAway() {
        TransferProgress progress = progress(true, 0.5);
        progress.look(counts);
        assertThat(errors.toString()).isEmpty();
        nanos.set(TimeUnit.MILLISECONDS.toNanos(100));
        progress.look(counts);
        assertThat(errors.toString()).isEqualTo("\r[###############...............]  50 %  exported 1 rows\u001b[K");
        progress.end();
        assertThat(errors.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void whereNobodyKnowsHowMuchThereIsRowsAreCounted() {
        TransferProgress progress = progress(true, -1);
        nanos.set(TimeUnit.SECONDS.toNanos(1));
        progress.look(counts);
        assertThat(errors.toString()).isEqualTo("\rexported 1 rows\u001b[K");
    }

    @Test
    void aFileGetsALineNowAndThenAndNoControls() {
        TransferProgress progress = progress(false, 0.5);
        nanos.set(TimeUnit.SECONDS.toNanos(1));
        progress.look(counts);
        assertThat(errors.toString()).isEmpty();
        nanos.set(TimeUnit.SECONDS.toNanos(2));
        progress.look(counts);
        progress.end();
        assertThat(errors.toString().strip()).isEqualTo("exported so far: 1 event");
    }
}
