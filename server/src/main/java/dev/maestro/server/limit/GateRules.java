package dev.maestro.server.limit;

import java.time.Duration;

/**
 * What the gates of one kind hold to.
 *
 * @param rate how often one may pass
 * @param banAfter how long refusals may be ignored before there is a ban
 * @param bans who is banned; one for all kinds, so that a ban holds everywhere
 */
public record GateRules(Rate rate, Duration banAfter, Bans bans) {}
