/**
 * JSON trees (RFC 8259) over Jackson's streaming core, bounded in depth and size, for the protocols that QEMU and its guest agent
 * speak. Pure; knows nobody in the house.
 */
@NullMarked
package dev.carafe.vsphere.esxi.json;

import org.jspecify.annotations.NullMarked;
