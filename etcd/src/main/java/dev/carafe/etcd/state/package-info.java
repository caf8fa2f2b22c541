/**
 * All that a member's log changes, in one place: keys, leases, users and roles, alarms, a downgrade begun. {@link
 * dev.carafe.etcd.state.StateMachine} applies one record after the other, always with the same result for the same
 * records.
 *
 * <p>Pure: no clock, file, thread or randomness. One writer applies; what it publishes may be read by any thread.
 *
 * <p>Arrows: knows the public requests, {@code mvcc}, {@code lease} and {@code auth}; {@code wal} and {@code embed} know
 * it.
 */
@NullMarked
package dev.carafe.etcd.state;

import org.jspecify.annotations.NullMarked;
