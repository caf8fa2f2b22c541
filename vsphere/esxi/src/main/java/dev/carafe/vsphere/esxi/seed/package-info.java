/**
 * What a guest is told of itself at its first boot: a NoCloud seed (cloud-init's data source) as a disc image, and how vSphere's
 * customization becomes one. Pure.
 */
@NullMarked
package dev.carafe.vsphere.esxi.seed;

import org.jspecify.annotations.NullMarked;
