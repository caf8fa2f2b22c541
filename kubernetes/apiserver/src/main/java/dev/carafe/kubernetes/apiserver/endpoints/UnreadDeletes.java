package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apiserver.authorization.Authorizer;

/**
 * Who may delete what lies in the place of an object and cannot be read.
 *
 * @param authorizer asked for a verb of its own
 * @param enabled whether anybody may (AllowUnsafeMalformedObjectDeletion)
 */
public record UnreadDeletes(Authorizer authorizer, boolean enabled) {}
