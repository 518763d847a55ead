package dev.maestro.server.edge;

/** Told down the pipeline when the request being served turned out malformed or too slow: stop serving it. */
enum ExchangeAborted {
    INSTANCE
}
