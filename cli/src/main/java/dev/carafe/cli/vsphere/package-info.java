/**
 * The vSphere half of a cloud on this machine: how its host and its vCenter are configured, and how the vCenter comes to own the
 * host. Knows the rooms of vSphere by their entrances, and the cloud's files; whoever starts parts knows this package.
 */
@NullMarked
package dev.carafe.cli.vsphere;

import org.jspecify.annotations.NullMarked;
