/**
 * OVF descriptors (DMTF DSP0243, version 1, with VMware's extensions): read into what a machine is to be made of, and written for
 * one that is exported.
 *
 * <p>{@link OvfReader} reads XML into {@link OvfEnvelope}; {@link ImportSpecs} makes a {@code VirtualMachineImportSpec} of one virtual
 * system, with a warning for each thing it leaves out and an error for each it cannot leave out, as upstream's faults;
 * {@link OvfWriter} goes the other way. {@link ServedOvfManager} is the managed object. Pure: text and values, no files. XML is
 * taken for hostile: no document types, no entities, bounded in size, depth and number of elements.
 */
@NullMarked
package dev.carafe.vsphere.esxi.ovf;

import org.jspecify.annotations.NullMarked;
