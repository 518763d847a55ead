package dev.maestro.server.domain.audit;

import dev.maestro.protocol.model.AuditEntry;

/** An entry and how it is kept. */
record Kept(AuditEntry entry, Retention retention) {}
