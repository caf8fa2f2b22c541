/**
 * Who may do what: users, roles and their permissions, the tokens handed out, and the check of every request.
 *
 * <p>Pure: no clock, file, thread or randomness; time, keys, tokens and password hashes are handed in. One writer applies changes;
 * any number of threads read the immutable {@link dev.carafe.etcd.auth.AuthState} that is published after each.
 *
 * <p>Arrows: knows the public values, {@code mvcc}'s ranges; {@code state} joins it with the keys.
 */
@NullMarked
package dev.carafe.etcd.auth;

import org.jspecify.annotations.NullMarked;
