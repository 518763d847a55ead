/**
 * REST: routes, the reading of requests, the writing of answers and problems.
 *
 * <p>Belongs here: one {@code *Resource} a resource, each of which only translates HTTP to a service and back, and the
 * web server they run on. Does not belong here: any rule about a document.
 *
 * <p>Spec: docs/protocol/rest.md, docs/protocol/errors.md.
 */
@NullMarked
package dev.maestro.server.rest;

import org.jspecify.annotations.NullMarked;
