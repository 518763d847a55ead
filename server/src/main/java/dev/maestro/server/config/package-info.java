/**
 * The hub's settings: every key with its default, rule and meaning, read once into one immutable {@code HubConfig}.
 *
 * <p>Belongs here: reading defaults, file, environment and flags, and telling a person what is wrong with them. Does
 * not belong here: what a part does with its settings.
 */
@NullMarked
package dev.maestro.server.config;

import org.jspecify.annotations.NullMarked;
