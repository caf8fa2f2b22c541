/**
 * What this host is made of and how busy it is, as Linux tells it below {@code /proc} and {@code /sys}. Plain values; the root
 * folder is handed in. What a file does not say is empty, never guessed. Knows nobody in the house.
 */
@NullMarked
package dev.carafe.vsphere.esxi.facts;

import org.jspecify.annotations.NullMarked;
