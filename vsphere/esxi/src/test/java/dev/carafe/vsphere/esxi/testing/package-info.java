/** What tests of this room share: example machines, a QMP server that plays QEMU's part, a guest that really boots. */
@NullMarked
package dev.carafe.vsphere.esxi.testing;

import org.jspecify.annotations.NullMarked;
