package dev.carafe.vsphere.esxi.nfc;

import java.nio.file.Path;

/**
 * A disk that a lease is about.
 *
 * @param deviceId its place, such as {@code ParaVirtualSCSIController0:0}
 * @param descriptor absolute
 */
public record NfcFile(String deviceId, Path descriptor, long capacityBytes) {}
