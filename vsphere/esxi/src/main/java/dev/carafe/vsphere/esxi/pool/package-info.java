/**
 * The resource pools of a host below its root pool, as values: who is in whom ({@link PoolTree}), what each is set to ({@link
 * PoolConfigs}), what of it is promised to whom ({@link Reservations}), and the form in a file ({@link PoolCodec}). Pure; the owner of
 * the pools there are is in the package of the host.
 */
@NullMarked
package dev.carafe.vsphere.esxi.pool;

import org.jspecify.annotations.NullMarked;
