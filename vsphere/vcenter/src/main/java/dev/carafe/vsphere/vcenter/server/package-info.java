/**
 * A vCenter that serves: {@link dev.carafe.vsphere.vcenter.server.VCenterServer} puts the pieces together.
 *
 * <p>It knows all other packages of vCenter and, of {@code vsphere/vmomi}, what makes a server: sessions, users, tasks, events.
 * Its files are in {@code DATA/vcenter}, which is its user's alone: {@code store} the inventory, {@code key} what passwords of
 * hosts are sealed with, {@code users}, {@code tasks}, {@code settings}, {@code vcenter.crt} and {@code vcenter.key}.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.server;

import org.jspecify.annotations.NullMarked;
