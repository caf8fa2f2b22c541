/**
 * Who may log in, and logging in: users with salted hashes, lock-out, the session manager, and the directory that finds users.
 *
 * <p>Users are kept by a {@link dev.carafe.vsphere.vmomi.user.UserStore}; a change is kept before it counts, and
 * what another process keeps counts from the next {@code refresh} on. The package knows
 * {@code session}, {@code service}, {@code event}, {@code inventory} and {@code store}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.user;

import org.jspecify.annotations.NullMarked;
