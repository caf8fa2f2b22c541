/** A host of a few objects, over HTTPS: what vCenter needs of one, and no more. */
@NullMarked
package dev.carafe.vsphere.vcenter.testing;

import org.jspecify.annotations.NullMarked;
