/** How the host agent writes down small states. Knows nobody in the house; any thread may call. */
@NullMarked
package dev.carafe.vsphere.esxi.state;

import org.jspecify.annotations.NullMarked;
