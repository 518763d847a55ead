/**
 * The settings that can be changed while hubs run: what was changed is one document for all nodes.
 *
 * <p>Belongs here: how they are read, changed and followed. Does not belong here: what a setting does; nor which settings
 * there are and how their values are written ({@code config}).
 *
 * <p>Spec: docs/operating.md, "Settings at run time".
 */
@NullMarked
package dev.maestro.server.domain.settings;

import org.jspecify.annotations.NullMarked;
