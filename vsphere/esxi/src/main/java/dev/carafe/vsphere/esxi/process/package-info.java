/**
 * One QEMU process a machine: started, watched, taken over, ended; and what its end means.
 *
 * <p>{@link PowerCore} decides, purely, from what QEMU says and from the process's end which power state the machine is in and
 * why. {@link MachineProcess} is the shell around it: one virtual thread a machine takes events in order and owns the core;
 * callers' threads send commands. {@link QemuLauncher} starts processes and finds those that run already.
 *
 * <p><b>Confinement.</b> Under a small supervising shell of its own session (which keeps QEMU's exit status when the agent is
 * away), QEMU runs in namespaces of its own (mount, pid, network, IPC, UTS), in cgroups of its own, as a user of its own
 * machine, without capabilities or a way to new ones, and with its own system-call filter. A user namespace would add nothing
 * to a process that has no capabilities. It is never root, not even while it reads its disks' headers. Its network
 * namespace is empty: taps are made in it, opened by QEMU, and then moved to the switch, since a tap that is open goes on working
 * wherever it is. In its mount namespace, folders that its user could not pass are replaced by empty ones that hold only the
 * machine's own folders, at the same paths. A file elsewhere that a running machine comes to need is mounted there by itself
 * ({@link MountNamespace}), and taken away when it is ejected or removed.
 *
 * <p><b>Files</b> in the run directory of a machine: {@code qmp.sock}, {@code qmp2.sock}, {@code ga.sock}, {@code vnc.sock},
 * {@code qemu.pid} (QEMU's, with the number of its own namespace), {@code qemu.log} (what it prints), {@code supervisor.pid}, {@code exit} (QEMU's
 * exit status, as a shell has it), {@code guestinfo/}.
 */
@NullMarked
package dev.carafe.vsphere.esxi.process;

import org.jspecify.annotations.NullMarked;
