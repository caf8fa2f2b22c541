/**
 * Virtual machines: create, clone, power, reconfigure, their devices, snapshots, guests' addresses, and consoles.
 *
 * <p>{@link dev.carafe.vsphere.client.vm.DeviceList} and {@link dev.carafe.vsphere.client.vm.DeviceChanges} are pure: they
 * find devices and say what is to change; {@link dev.carafe.vsphere.client.vm.VirtualMachines} sends it.
 *
 * <pre>{@code
 * VirtualMachines machines = new VirtualMachines(client);
 * DeviceList devices = machines.devices(vm);
 * machines.reconfigure(vm, new DeviceChanges(devices)
 *         .addDisk(10L << 30, datastore, "")
 *         .addNic(NicType.VMXNET3, new Networks(client).backing(network))
 *         .spec());
 * machines.powerOn(vm);
 * InetAddress address = machines.awaitAddress(vm);
 * }</pre>
 *
 * <p>Threads, errors and arrows are those of the package above.
 */
@NullMarked
package dev.carafe.vsphere.client.vm;

import org.jspecify.annotations.NullMarked;
