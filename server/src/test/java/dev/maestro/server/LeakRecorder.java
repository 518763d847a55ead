package dev.maestro.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what Netty's leak detector found, so that a test can fail for it; named in the build's test settings. */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    /** Called by Netty, for each type it watches. */
    public LeakRecorder(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    /** Called by older parts of Netty. */
    @SuppressWarnings("deprecation")
    public LeakRecorder(Class<?> type, int samplingInterval, long maxActive) {
        super(type, samplingInterval, maxActive);
    }

    /** Returns the leaks found so far, having made the detector look once more. */
    public static List<String> leaks() {
        System.gc();
        for (int i = 0; i < 64; i++) {
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        return List.copyOf(LEAKS);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        LEAKS.add(type + ": " + records);
        super.reportTracedLeak(type, records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        LEAKS.add(type);
        super.reportUntracedLeak(type);
    }
}
