/**
 * The files that describe a machine in VMware's products: {@code .vmx} (its hardware and settings) and {@code .vmsd} (its
 * snapshots), in their own format, so that other tools read what is written here and the other way round.
 *
 * <p>Pure: bytes and values, no files. {@link VmxFile} is the dictionary that both are; {@link VmxReader} and {@link VmxWriter}
 * stand between it and the values of {@code machine}; {@link VmsdFile} is the tree of snapshots. Everything read is taken for
 * hostile: bounded, and refused with the line that is wrong. Knows {@code machine}, and of vSphere's API the names of guest
 * operating systems.
 */
@NullMarked
package dev.carafe.vsphere.esxi.vmx;

import org.jspecify.annotations.NullMarked;
