package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;

/**
 * The EFI firmware that is installed.
 *
 * @param code what the machine runs, shared and never written
 * @param secureCode the same, able to enforce secure boot
 * @param variables what a machine's own {@code .nvram} starts as
 * @param secureVariables the same, with the keys for secure boot in it
 */
public record EfiFirmware(Path code, Path secureCode, Path variables, Path secureVariables) {}
