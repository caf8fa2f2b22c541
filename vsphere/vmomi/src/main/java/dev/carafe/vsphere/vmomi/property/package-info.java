/**
 * The property collector's core: paths, filters and traversals over whatever objects there are, and the difference between
 * two looks at them. Everything here is plain computation over immutable values: no I/O, clock, lock or thread.
 *
 * <p>Source: the PropertyCollector page of the vSphere Web Services API reference.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.property;

import org.jspecify.annotations.NullMarked;
