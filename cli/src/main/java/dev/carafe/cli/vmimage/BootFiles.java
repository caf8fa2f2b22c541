package dev.carafe.cli.vmimage;

import java.nio.file.Path;

/**
 * What the boot loader loads.
 *
 * @param kernel the kernel, which is an EFI program too
 * @param initramfs the archive of the first file system
 */
record BootFiles(Path kernel, Path initramfs) {}
