/**
 * {@code carafe etcd} with etcd's flags, their {@code ETCD_} variables and its configuration file. Options stand in one
 * class for each subject; {@link dev.carafe.cli.etcd.OtherFlags} lists the flags of etcd's that mean nothing here. {@link
 * dev.carafe.cli.etcd.TrainEtcdCommand} runs stores for a moment, for their start-up cache.
 *
 * <p>Everything runs on the calling thread. Knows {@code part}, {@code host}, {@code background}, the store's room and the
 * exceptions of {@code command}.
 */
@NullMarked
package dev.carafe.cli.etcd;

import org.jspecify.annotations.NullMarked;
