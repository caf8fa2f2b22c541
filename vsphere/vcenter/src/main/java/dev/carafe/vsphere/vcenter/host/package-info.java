/**
 * The hosts: a connection to each, and what is mirrored from it.
 *
 * <p>Each host has a virtual thread of its own that follows the host by one property collector, puts what it says into vCenter's
 * objects with vCenter's names for everything, and connects again when the host was away. Calls on what is a host's are made on
 * the caller's thread; tasks of a host are followed by the same collector, so that what a task did is in the inventory before
 * the task is told as done.
 *
 * <p>What a host does for vCenter is an {@link dev.carafe.vsphere.vcenter.host.Errand} in the store, noted before the host is asked
 * where a machine is made or changes its host, and as soon as the host has named its task otherwise. A vCenter that starts goes on
 * with the errands that it finds.
 *
 * <p>It knows {@code inventory} and {@code store}, and hosts by {@code vsphere/client} alone.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.host;

import org.jspecify.annotations.NullMarked;
