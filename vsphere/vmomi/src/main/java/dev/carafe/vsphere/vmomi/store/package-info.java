/**
 * Small files that are replaced as a whole: after a crash the old one is there or the new one, never a part. Files of records
 * that are added one by one: after a crash all that were added are there.
 *
 * <p>It knows nobody.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.store;

import org.jspecify.annotations.NullMarked;
