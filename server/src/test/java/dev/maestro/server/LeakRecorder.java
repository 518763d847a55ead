package dev.maestro.server;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Netty's leak detector, telling {@link Leaks} what it watches and finds; named in the build's test settings. */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
    /** Called by Netty, for each type it watches. */
    public LeakRecorder(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
        Leaks.detector(this::look);
    }

    /** Called by older parts of Netty. */
    @SuppressWarnings("deprecation")
    public LeakRecorder(Class<?> type, int samplingInterval, long maxActive) {
        super(type, samplingInterval, maxActive);
        Leaks.detector(this::look);
    }

    @Override
    public @Nullable ResourceLeakTracker<T> track(T watched) {
        Leaks.watched();
        return super.track(watched);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        Leaks.lost(type + ": " + records);
        super.reportTracedLeak(type, records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        Leaks.lost(type);
        super.reportUntracedLeak(type);
    }

    /** Netty looks when it begins to watch something, and asks of that only who it is. */
    @SuppressWarnings("unchecked")
    private void look() {
        T anything = (T) new Object();
        Objects.requireNonNull(super.trackForcibly(anything)).close(anything);
    }
}
