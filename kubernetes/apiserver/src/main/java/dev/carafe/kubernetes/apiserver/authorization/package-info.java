/** Whether a user may do a thing: RBAC over roles and bindings, and the node's own rules. Knows authentication's user only. */
@NullMarked
package dev.carafe.kubernetes.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
