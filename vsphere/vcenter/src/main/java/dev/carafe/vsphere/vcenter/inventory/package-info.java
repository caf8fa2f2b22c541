/**
 * What vCenter's inventory is: entities, which of them hold which, and which changes are allowed. A change is first decided
 * on a {@link dev.carafe.vsphere.vcenter.inventory.Draft}, which touches nothing; its owner writes it down and then applies it.
 *
 * <p>It knows {@code vsphere/vim} only. No I/O, no clock, no thread of its own.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.inventory;

import org.jspecify.annotations.NullMarked;
