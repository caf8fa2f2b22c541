package dev.carafe.vsphere.esxi.network;

import java.util.Optional;

/**
 * What there is to build networks of.
 *
 * @param vlanFiltering whether bridges filter VLANs
 * @param vlanDevices whether there are devices for one VLAN of another link (802.1q)
 * @param dhcp whether there is a DHCP server
 * @param refusal why there can be no networks at all
 */
public record KernelFeatures(boolean vlanFiltering, boolean vlanDevices, boolean dhcp, Optional<String> refusal) {}
