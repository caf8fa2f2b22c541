/**
 * Who may do and see what: roles, permissions on entities that count downwards, and what each method asks for.
 *
 * <p>What decides is pure: {@code AuthorizationState} and {@code MethodPrivileges} answer from values alone. A change is kept
 * by an {@link dev.carafe.vsphere.vmomi.authorization.AuthorizationStore} before it counts. The package knows {@code user},
 * {@code service}, {@code session}, {@code event}, {@code inventory} and {@code store}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.authorization;

import org.jspecify.annotations.NullMarked;
