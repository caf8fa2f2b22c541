/**
 * The vSphere API's records of a virtual machine and {@link dev.carafe.vsphere.esxi.machine}'s values, each from the other. Pure: what
 * must be asked of the host (what a disk's file holds, which object a datastore or a network is) is handed in.
 *
 * <p>{@link ConfigSpecReader} turns a config spec into a changed machine and the {@link FileAction}s that go with it; {@link ConfigInfo},
 * {@link VirtualDevices}, {@link Summary} and {@link FileLayout} show a machine; {@link ConfigOptions} says what a machine may have.
 * Settings that are no hardware and have no field in a machine are kept in its extra config under their {@code .vmx} keys
 * ({@link Settings}).
 */
@NullMarked
package dev.carafe.vsphere.esxi.hardware;

import org.jspecify.annotations.NullMarked;
