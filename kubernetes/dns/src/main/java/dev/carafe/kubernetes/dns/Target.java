package dev.carafe.kubernetes.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * One ready endpoint of a service.
 *
 * @param name its label beneath the service's name
 * @param ports the ports that were asked for
 */
record Target(String name, InetAddress address, List<Integer> ports) {}
