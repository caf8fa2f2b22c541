package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;

/**
 * One file of a disk's chain.
 *
 * @param file absolute
 */
public record ImageLayer(Path file, ImageFormat format) {}
