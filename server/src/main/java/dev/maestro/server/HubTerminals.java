package dev.maestro.server;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.state.TerminalDirectory;
import dev.maestro.server.namespace.TerminalInput;
import dev.maestro.server.terminal.TerminalConfig;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.TerminalSummary;
import dev.maestro.server.terminal.Terminals;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The terminals of a hub, which end with their sessions. */
final class HubTerminals implements EventFeed.Listener {
    private static final Logger log = LoggerFactory.getLogger(HubTerminals.class);
    private static final String DELETED = "session_deleted";

    private final TerminalService terminals;
    private final Backend backend;
    private final Executor readers;

    private HubTerminals(TerminalService terminals, Backend backend, Executor readers) {
        this.terminals = terminals;
        this.backend = backend;
        this.readers = readers;
    }

    /**
     * Makes the terminals of a hub.
     *
     * @param timers for what must be in time
     * @param screens where screens are kept up to date
     */
    static Terminals of(HubConfig config, ScheduledExecutorService timers, Executor screens, Clock clock) {
        HubConfig.TerminalSettings settings = config.terminal();
        return Terminals.of(
                new TerminalConfig(
                        settings.ring().bytesAsInt(),
                        settings.grace(),
                        settings.snapshots(),
                        settings.historyLines(),
                        settings.maxTerminals(),
                        config.limits().terminalOutput().bytesAsInt()),
                timers,
                screens,
                clock);
    }

    /**
     * Ends terminals whose sessions are deleted from now on.
     *
     * @param readers may read the store
     */
    static EventFeed.Subscription endWithSessions(
            TerminalService terminals, Backend backend, Offset from, Executor readers) {
        return backend.feed().subscribe(from, new HubTerminals(terminals, backend, readers));
    }

    /** Returns who types for those who do not watch. */
    static TerminalInput input(TerminalService terminals) {
        return new TerminalInput() {
            @Override
            public boolean takes(String sessionId) {
                return terminals.takesInput(sessionId);
            }

            @Override
            public void reply(String sessionId, String text) {
                await(terminals.reply(sessionId, text));
            }
        };
    }

    /** Waits for another node, if it has the terminal: its answer or that there is none comes within seconds. */
    private static void await(CompletionStage<?> typed) {
        try {
            Object done = typed.toCompletableFuture().join();
            log.atTrace().addKeyValue("done", done).log("typed");
        } catch (CompletionException e) {
            if (e.getCause() instanceof HubException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /** Returns the terminals of a project, as clients read them with its state. */
    static TerminalDirectory directory(TerminalService terminals) {
        return projectId -> JsonBytes.of(terminals.list(projectId::equals));
    }

    @Override
    public void onEvents(List<CommittedEvent> events) {
        for (CommittedEvent event : events) {
            if (event.name() == EventName.SESSION_DELETED) {
                event.sessionIds().forEach(id -> terminals.end(id, DELETED));
            }
        }
    }

    @Override
    public void onGap(Offset resumesAfter) {
        readers.execute(this::endOrphans);
    }

    private void endOrphans() {
        try {
            for (TerminalSummary terminal : terminals.list(projectId -> true)) {
                String id = terminal.sessionId();
                if (backend.find(DocumentKey.of(DocumentKind.SESSION, id)).isEmpty()) {
                    terminals.end(id, DELETED);
                }
            }
        } catch (BackendUnavailableException e) {
            log.atWarn().setCause(e).log("terminals of deleted sessions may stay until their owners go");
        }
    }
}
