package dev.maestro.server.namespace.event;

/**
 * What the events of a family of namespaces are held to.
 *
 * @param limit how much a client may say
 * @param gate what must hold before an event is carried out
 * @param payloads the limits of payloads
 * @param refusals how clients are told of refusals
 */
public record EventRules(EventLimit limit, EventGate gate, PayloadLimits payloads, RefusalForm refusals) {}
