/**
 * The vSphere half of a cloud on this machine: how its hosts and its vCenter are configured, how hosts are run that are
 * processes of their own, and how the vCenter comes to own them. Knows the rooms of vSphere by their entrances, the cloud's files, how
 * this program is run once more, and log files; whoever starts parts knows this package.
 */
@NullMarked
package dev.carafe.cli.vsphere;

import org.jspecify.annotations.NullMarked;
