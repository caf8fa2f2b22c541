package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * A link of the machine that is not a host's own.
 *
 * @param mac its address, if it has one
 * @param addresses the machine's IPv4 addresses on it, as {@code 10.0.0.5/24}; a link with any is no uplink, since a bridge would
 *     cut them off
 */
public record UplinkCandidate(String name, Optional<MacAddress> mac, int mtu, boolean up, List<String> addresses) {}
