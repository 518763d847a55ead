package dev.maestro.server.namespace;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where the work of namespaces is done.
 *
 * @param events the work of events; when it rejects work, the client is told
 * @param waiting the work of events that may wait for another node
 * @param auth what may wait for a key: telling who somebody is
 * @param timers what is due later; must not block
 */
public record NamespacePools(Executor events, Executor waiting, Executor auth, ScheduledExecutorService timers) {}
