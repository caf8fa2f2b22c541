/**
 * Options: named values that a server lets be read and set. A change is kept before it counts.
 *
 * <p>It knows {@code inventory} and {@code store}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.option;

import org.jspecify.annotations.NullMarked;
