/**
 * Data sets of virtual machines: named lists of keys and values that applications keep with a machine, as vSphere 8 has them
 * ({@code vcenter/vm/data_sets}). What vSphere keeps in files beside a machine's is kept in vCenter's store here, for as long as the
 * machine is in the inventory. Guests do not reach them.
 *
 * <p>{@code DataSets} makes changes one after another, each one transaction of the store, so that a vCenter which is killed leaves none half
 * made. A snapshot or a clone in the making costs nothing until the next change: {@code Lineage} says which state of a machine's data sets
 * belongs to whom, and the first change after that is made to a copy. The package knows {@code json}, {@code store} and the store of {@code
 * etcd}.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.dataset;

import org.jspecify.annotations.NullMarked;
