/**
 * The commands of {@code esxcli} that a host has, all of which read what the host says of itself, and the two managed objects by
 * which clients find and run them. Pure but for these two.
 */
@NullMarked
package dev.carafe.vsphere.esxi.esxcli;

import org.jspecify.annotations.NullMarked;
