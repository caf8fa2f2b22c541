/** What tests of the room share. */
@NullMarked
package dev.carafe.vsphere.vmomi.testing;

import org.jspecify.annotations.NullMarked;
