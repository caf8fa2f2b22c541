/**
 * A virtual machine's hardware as values, in vSphere's words and with vSphere's device keys, and the check that says which
 * device is wrong. Pure; knows nobody. Everything is immutable and may be shared between threads.
 */
@NullMarked
package dev.carafe.vsphere.esxi.machine;

import org.jspecify.annotations.NullMarked;
