/**
 * Finding objects by name, path, UUID or address, in what the caller may see.
 *
 * <p>It knows {@code inventory} and {@code service}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.search;

import org.jspecify.annotations.NullMarked;
