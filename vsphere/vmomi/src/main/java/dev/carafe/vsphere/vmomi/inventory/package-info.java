/**
 * The managed objects of a server and what their properties are now.
 *
 * <p>Properties are one immutable record an object. Changes are made one after another under the registry's lock, and what
 * one change does to several objects is seen at once or not at all. Readers see a state that does not move while they read.
 * No I/O, no clock, no thread of its own.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.inventory;

import org.jspecify.annotations.NullMarked;
