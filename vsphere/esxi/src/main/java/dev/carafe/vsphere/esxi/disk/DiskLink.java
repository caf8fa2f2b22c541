package dev.carafe.vsphere.esxi.disk;

import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import java.nio.file.Path;

/**
 * One disk of a chain.
 *
 * @param descriptor absolute
 * @param layer its content
 */
public record DiskLink(Path descriptor, ImageLayer layer) {}
