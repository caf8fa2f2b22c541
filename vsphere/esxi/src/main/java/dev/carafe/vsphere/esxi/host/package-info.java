/**
 * The host agent as a whole: it joins what the other packages own into one server, and serves the host itself, its inventory
 * tree, its datastores and networks, and the managers of its configuration.
 *
 * <p>{@code EsxiHost} is where everything is put together, {@code HostInventory} makes the objects, {@code HostHardware},
 * {@code HostConfiguration}, {@code HostCapabilities} and {@code HostSummary} say what the host is, from facts alone. The
 * properties' one owner is the registry; {@code HostRefresh} keeps moving figures fresh on a thread of its own. It knows all
 * other packages of the room, and none of them knows it.
 */
@NullMarked
package dev.carafe.vsphere.esxi.host;

import org.jspecify.annotations.NullMarked;
