/**
 * How each kind of document is stored, by which tags it is found, and which news its changes make.
 *
 * <p>Belongs here: what two features need to say of one document, such as a session that is deleted and the task that
 * loses it. Does not belong here: whether a change is allowed; the feature that was asked decides that.
 */
@NullMarked
package dev.maestro.server.domain.document;

import org.jspecify.annotations.NullMarked;
