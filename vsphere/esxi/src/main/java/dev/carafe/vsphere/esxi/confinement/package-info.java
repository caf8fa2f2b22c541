/**
 * What keeps a machine's QEMU in bounds: a user of its own and cgroups with its limits, for {@link
 * dev.carafe.vsphere.esxi.process.Confinement}.
 *
 * <p>Pure: {@link CgroupHierarchy} (which controllers are where), {@link CgroupSettings} (limits as the kernel's files have them, for
 * version 1 and 2). Shell: {@link HostConfinement}, the owner of the groups and of who has which user; {@link MachineGroups} makes groups and moves machines between those of pools. Its groups are beside the agent's
 * own, not in it: what ends the agent's group must not end the machines.
 *
 * <p>A machine keeps its user as long as it is on the host, since its files are the user's. Any thread may call.
 */
@NullMarked
package dev.carafe.vsphere.esxi.confinement;

import org.jspecify.annotations.NullMarked;
