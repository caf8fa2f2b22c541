/**
 * The host's virtual network: switches and port groups as Linux bridges, machines plugged into them, and for a port group with a
 * {@link Gateway} addresses by DHCP and a way out by NAT.
 *
 * <p>Pure: {@link NetworkConfig} (what is configured), {@link NetworkPlan} (what the kernel should have for it), {@link LinkChange}
 * (the commands from what it has to what it should have; none when it is so already), {@link NftRules}, {@link DhcpConfig}.
 * Shell: {@link HostNetwork}, the owner of all of it, {@link NetworkNamespace}, where its commands run, {@link DhcpServer}.
 *
 * <p><b>Names.</b> Every link and table of a host begins with {@code carafe} and the host's own four characters ({@link LinkNames}),
 * so that hosts on one machine do not meet, and what is left over is recognised and taken away.
 *
 * <p><b>VLANs.</b> Where the kernel's bridges filter VLANs, a switch is one bridge, else one bridge a VLAN. On a kernel with neither
 * that nor VLAN devices an uplink carries untagged frames only; what cannot be is refused, not half done.
 *
 * <p><b>Several hosts</b> on one machine each have a namespace of their own and a {@link PhysicalNetwork} between them, which is such a
 * switch itself: what is plugged into it are hosts instead of machines.
 *
 * <p><b>A guest</b> reaches its own port group, and through a gateway what the host can reach beyond itself; of the host only its
 * gateway's DHCP, DNS and echo and the services that the gateway gives; never another port group.
 *
 * <p><b>Threads.</b> Any thread may call; changes are made one after another, reads see the last whole one. Bridges, plugged taps
 * and DHCP servers outlive the agent and are taken over by the next.
 */
@NullMarked
package dev.carafe.vsphere.esxi.network;

import org.jspecify.annotations.NullMarked;
