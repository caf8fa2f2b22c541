/**
 * The managed objects by which clients work with files of datastores: the browser, the file manager, the virtual disk manager.
 *
 * <p>Each method is a task of the datacenter or datastore that goes on beside others; nothing is remembered between calls. Files are
 * copied under names that the browser does not show and renamed when they are whole; a file that a QEMU process has open as a
 * disk is locked. What goes wrong is said by upstream's faults ({@link FileFaults}), with paths of datastores, never of the host.
 *
 * <p>Arrows: {@code datastore}, {@code disk}, {@code vmx}; {@code vmomi.task}.
 */
@NullMarked
package dev.carafe.vsphere.esxi.file;

import org.jspecify.annotations.NullMarked;
