/**
 * On which host something goes when nobody says it: by what hosts can reach and what they have free.
 *
 * <p>It knows nobody. No I/O, no clock, no thread of its own.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.placement;

import org.jspecify.annotations.NullMarked;
