/**
 * Bundles of what helps to find out what a host did: its log, what its machines' QEMU printed, and what the host is. {@link TarGz} writes
 * archives, {@link LogBundles} makes and keeps them, {@link BundleEndpoint} hands them out. Nothing secret goes into one: no file of the
 * state folder but the machines' {@code qemu.log}, and of the agent what it logged.
 */
@NullMarked
package dev.carafe.vsphere.esxi.bundle;

import org.jspecify.annotations.NullMarked;
