/**
 * A client of the QEMU Machine Protocol over a unix socket (QEMU's {@code qmp-spec}), and the commands that the host agent needs, typed.
 *
 * <p>{@link QmpClient} has one virtual thread that reads; any number of threads may execute commands. Events go to bounded queues: one
 * that overflows says so with {@link Notice.Lost}, after which its owner asks for the state anew. {@link QemuMonitor},
 * {@link BlockCommands} and {@link MigrationCommands} are thin; {@link Jobs} waits for what QEMU does in the background, whose
 * result QEMU keeps until it is dismissed, so that it outlives the agent.
 */
@NullMarked
package dev.carafe.vsphere.esxi.qmp;

import org.jspecify.annotations.NullMarked;
