/**
 * The virtual machines of a host as managed objects: made, registered, powered, changed, snapshotted, cloned, destroyed, and found again
 * after the agent was away.
 *
 * <p><b>Files.</b> A machine is a folder on a datastore: {@code NAME.vmx} (its configuration), {@code NAME.vmsd} and {@code NAME-SnapshotN.vmsn}
 * (its snapshots), disks, {@code NAME-….vmss} (memory of a suspended machine; the {@code .vmx} names it under {@code checkpoint.vmState}, and a
 * machine is suspended when it does). A template's configuration ends in {@code .vmtx}. Which machines the host has is in the state
 * folder ({@link Registrations}), and of each that is on a folder {@code run/ID} with its sockets.
 *
 * <p><b>Crashes.</b> Every file is written beside its place, through to the disk, and renamed. Files that are being made are noted first and
 * removed at the next start unless a configuration names them; those that are being destroyed are noted before the machine is
 * forgotten. A disk is written to a {@code .vmx} before QEMU writes to it, and a memory's file is forgotten before the machine
 * that was read from it runs, so that no state is ever older than the disks it belongs to. A device leaves QEMU before the
 * {@code .vmx} and comes after it: what QEMU does not have when a machine is taken over is not there ({@link HeldDevices}).
 *
 * <p><b>Other hosts</b> may have the same machine registered, on a datastore that they share. A task that changes a machine holds a
 * {@link Claim}; QEMU's locks on disks say who has a machine on.
 *
 * <p><b>Threads.</b> What changes a machine is a task, and tasks of one machine run one after another: that thread owns the machine's
 * files. What QEMU tells comes from the machine's own thread and changes the power state only. Both change the
 * {@link MachineState} under {@link Machine}'s lock, which is not held across I/O, and publish it to the registry.
 */
@NullMarked
package dev.carafe.vsphere.esxi.vm;

import org.jspecify.annotations.NullMarked;
