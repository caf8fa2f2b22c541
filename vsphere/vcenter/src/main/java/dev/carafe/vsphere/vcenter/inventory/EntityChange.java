package dev.carafe.vsphere.vcenter.inventory;

import org.jspecify.annotations.Nullable;

/**
 * What became of an entity.
 *
 * @param before null when it is new
 * @param after null when it is gone
 */
public record EntityChange(
        @Nullable Entity before, @Nullable Entity after) {}
