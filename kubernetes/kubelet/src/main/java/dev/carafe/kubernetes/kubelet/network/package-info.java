/**
 * What a pod sees of the network besides its interface: its host name, its {@code /etc/hosts}, its
 * resolver; and the configuration by which the runtime's CNI plugins connect pods to the machine's bridge.
 *
 * <p>Pure text and values, except for writing the CNI configuration.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.network;

import org.jspecify.annotations.NullMarked;
