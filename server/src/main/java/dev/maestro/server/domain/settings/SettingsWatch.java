package dev.maestro.server.domain.settings;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.RuntimeSettings;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.RuntimeSetting;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node go by what was changed of the settings, on whatever node: each time the feed tells of a change, or may have
 * lost one, the whole of it is read again.
 *
 * <p>Threads: the feed's methods are confined to the feed's thread; {@link #look} to the one thread of the executor, but for
 * the first; {@link #catchUp} is thread-safe.
 */
public final class SettingsWatch implements EventFeed.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);
    private static final int MOST_WAIT_SECONDS = 2;

    private final Backend backend;
    private final HubConfig started;
    private final Consumer<HubConfig> applied;
    private final ExecutorService reader;
    private final AtomicBoolean stale = new AtomicBoolean(true);

    // Touched where it looks, alone.
    private Map<String, String> known = Map.of();

    /**
     * Makes a watch that is to be subscribed to the feed, and then to {@link #look} once before anything depends on it, and
     * later each second.
     *
     * @param applied makes settings hold; called where it looks
     * @param reader one thread, which may block on the store
     */
    public SettingsWatch(Backend backend, HubConfig started, Consumer<HubConfig> applied, ExecutorService reader) {
        this.backend = backend;
        this.started = started;
        this.applied = applied;
        this.reader = reader;
    }

    @Override
    public void onEvents(List<CommittedEvent> events) {
        if (events.stream().anyMatch(event -> event.name() == EventName.CONFIG_CHANGED)) {
            readSoon();
        }
    }

    @Override
    public void onGap(Offset resumesAfter) {
        readSoon();
    }

    private void readSoon() {
        stale.set(true);
        try {
            reader.execute(this::lookOrLeave);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the hub stops; its settings do not matter any more");
        }
    }

    // What fails here is done, and told, when it is looked the next time.
    private void lookOrLeave() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("changed settings cannot be read now");
        }
    }

    /**
     * Waits until this node goes by what is stored now; not for long, as it will in any case.
     *
     * <p>Never on an event loop.
     */
    public void catchUp() {
        stale.set(true);
        try {
            Future<?> looked = reader.submit(this::look);
            looked.get(MOST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("changed settings hold a moment later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Reads what was changed and has it hold, if it may have changed since the last time.
     *
     * @throws dev.maestro.server.backend.BackendUnavailableException if it cannot be read; it is as if nobody had looked
     */
    public void look() {
        if (!stale.getAndSet(false)) {
            return;
        }
        try {
            Map<String, String> now = stored();
            if (!now.equals(known)) {
                applied.accept(RuntimeSetting.over(started, now));
                known = now;
                LOG.atInfo()
                        .addKeyValue("settings", now)
                        .log(now.isEmpty() ? "settings as at the start" : "settings other than at the start");
            }
        } catch (RuntimeException e) {
            stale.set(true);
            throw e;
        }
    }

    private Map<String, String> stored() {
        Map<String, String> changes = new TreeMap<>();
        backend.find(Shelves.RUNTIME_SETTINGS.key(RuntimeSettings.ID))
                .map(stored -> Held.of(Shelves.RUNTIME_SETTINGS, stored).document())
                .ifPresent(
                        document -> document.changes().forEach((key, changed) -> take(changes, key, changed.value())));
        return changes;
    }

    // Hubs of another version may know other settings, or other values.
    private static void take(Map<String, String> changes, String key, String value) {
        try {
            RuntimeSetting.find(key).ifPresent(setting -> changes.put(key, setting.normal(value)));
        } catch (ConfigException e) {
            LOG.atWarn().setCause(e).log("a changed setting is left as it was started");
        }
    }
}
