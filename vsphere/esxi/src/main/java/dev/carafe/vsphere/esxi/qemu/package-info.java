/**
 * QEMU's command line as a value, and what is known of the QEMU that is there.
 *
 * <p>{@link QemuCommandLine} turns a machine and the {@link Placement} of its files into arguments; {@link BlockNodes} and
 * {@link DeviceOptions} make the single parts, the same ones for the command line and for adding to a running machine. These are
 * pure. {@link QemuProbe} is the shell that asks the installed QEMU what it can do, and boots a guest of 512 bytes to see
 * whether KVM works.
 *
 * <p>Disks are always opened as raw or qcow2, each layer of a chain named: QEMU's vmdk driver forbids migration, and a format that
 * QEMU guesses is one that a guest can choose. QEMU is not told to change its user ({@code -run-with user=}): whoever
 * starts it does so as that user, so that it has never been anything else.
 */
@NullMarked
package dev.carafe.vsphere.esxi.qemu;

import org.jspecify.annotations.NullMarked;
