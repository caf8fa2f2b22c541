/**
 * The ESXi-compatible host agent: beneath, what runs real machines, with plain values; above, what serves them by the vSphere
 * API, joined in {@code host}.
 *
 * <p>Packages and arrows, each pointing down only:
 *
 * <pre>
 *   host       all of it joined: the host itself, its
 *              inventory, who may log in             ──► all below
 *   vm         machines as managed objects           ──► hardware, nfc, process, disk, vmx, …
 *   nfc        disks in and out over HTTP, by leases ──► disk, file, ovf
 *   ovf        OVF descriptors                       ──► machine
 *   file       datastore browser, file and disk
 *              managers                              ──► datastore, disk, vmx
 *   folder     datastores' files by HTTP             ──► datastore, disk
 *   disk       virtual disks as files                ──► datastore, qemu, json, command
 *   vmx        .vmx and .vmsd files                  ──► machine
 *   datastore  folders, and paths that stay in them
 *   facts      what the machine is made of
 *   services   what machines need of their host       ──► vm, network, confinement, guest, console, performance
 *   guestops   programs and files in guests           ──► guest; vmomi, http
 *   performance  what host and machines use           ──► process, machine; vmomi
 *   console    screen, keys, VNC by tickets           ──► process, qmp; vmomi, http
 *   seed       NoCloud seeds, customization           ──► machine, json; vim
 *   confinement  a user and cgroups a machine     ──► process, json, state
 *   network    switches and port groups as bridges,
 *              NAT, DHCP                            ──► machine, json, command, state
 *   process    one QEMU a machine: start, supervise,
 *              take over, power states              ──► qemu, qmp, json
 *   guest      the guest agent's client             ──► machine, json
 *   qmp        the QEMU Machine Protocol's client   ──► json
 *   qemu       the command line as a value, the
 *              probe of what QEMU is there          ──► machine, json, command
 *   machine    a machine's hardware as values
 *   json       JSON trees, bounded
 *   state      files that are old or new after a crash
 *   command    running programs of the system, bounded
 * </pre>
 *
 * <p>{@code machine}, {@code vmx}, {@code ovf}, {@code json} and the command line in {@code qemu} are pure. Whatever a guest, a QEMU process or a
 * file on a datastore says is taken for hostile: bounded, checked, and never a path.
 */
@NullMarked
package dev.carafe.vsphere.esxi;

import org.jspecify.annotations.NullMarked;
