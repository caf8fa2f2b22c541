/**
 * What the endpoints ask of a resource that is not a stored object: to create or to list something unstored, or to take over a
 * connection.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.rest;

import org.jspecify.annotations.NullMarked;
