package dev.carafe.kubernetes.apiserver.rest;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;

/**
 * A create of something that is answered rather than stored.
 *
 * @param user who asks
 * @param resource the resource or subresource
 * @param namespace empty for the whole cluster
 * @param name the parent object's name for a subresource, else empty
 * @param object what was sent, with defaults
 * @param dryRun whether nothing may change
 */
public record CreateRequest(
        UserInfo user, ResourceDeclaration resource, String namespace, String name, Struct object, boolean dryRun) {}
