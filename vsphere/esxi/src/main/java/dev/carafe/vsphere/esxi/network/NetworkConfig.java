package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.network.NetworkException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What is configured: switches, port groups, and who is plugged where. Immutable; each change gives a new one that holds together
 * or is refused.
 *
 * @param host the host's part of all names
 */
record NetworkConfig(String host, List<VirtualSwitch> switches, List<PortGroup> portGroups, List<Plug> plugs) {
    static final int PORT_GROUPS_MAX = 512;
    static final int PLUGS_MAX = 4096;

    NetworkConfig {
        switches = List.copyOf(switches);
        portGroups = List.copyOf(portGroups);
        plugs = List.copyOf(plugs);
    }

    static NetworkConfig empty(String host) {
        return new NetworkConfig(host, List.of(), List.of(), List.of());
    }

    Optional<VirtualSwitch> virtualSwitch(String name) {
        return switches.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    Optional<PortGroup> portGroup(String name) {
        return portGroups.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    VirtualSwitch requireSwitch(String name) throws NetworkException {
        return virtualSwitch(name)
                .orElseThrow(() -> new NetworkException(Kind.NOT_FOUND, "there is no virtual switch \"" + name + "\""));
    }

    PortGroup requirePortGroup(String name) throws NetworkException {
        return portGroup(name)
                .orElseThrow(() -> new NetworkException(Kind.NOT_FOUND, "there is no port group \"" + name + "\""));
    }

    /** The lowest number that no switch has. */
    int freeIndex() throws NetworkException {
        return IntStream.range(0, VirtualSwitch.COUNT_MAX)
                .filter(index -> switches.stream().noneMatch(one -> one.index() == index))
                .findFirst()
                .orElseThrow(() -> new NetworkException(
                        Kind.UNSUPPORTED, "a host has " + VirtualSwitch.COUNT_MAX + " virtual switches at most"));
    }

    NetworkConfig addSwitch(VirtualSwitch added) throws NetworkException {
        if (virtualSwitch(added.name()).isPresent()) {
            throw new NetworkException(
                    Kind.ALREADY_EXISTS, "there is a virtual switch \"" + added.name() + "\" already");
        }
        return new NetworkConfig(host, plus(switches, added), portGroups, plugs).checked();
    }

    NetworkConfig updateSwitch(VirtualSwitch changed) throws NetworkException {
        requireSwitch(changed.name());
        return new NetworkConfig(
                        host,
                        map(switches, one -> one.name().equals(changed.name()) ? changed : one),
                        portGroups,
                        plugs)
                .checked();
    }

    NetworkConfig removeSwitch(String name) throws NetworkException {
        requireSwitch(name);
        Optional<PortGroup> used = portGroups.stream()
                .filter(group -> group.virtualSwitch().equals(name))
                .findFirst();
        if (used.isPresent()) {
            throw new NetworkException(
                    Kind.IN_USE,
                    "virtual switch \"" + name + "\" has the port group \""
                            + used.get().name() + "\"; remove it first");
        }
        return new NetworkConfig(
                host, switches.stream().filter(one -> !one.name().equals(name)).toList(), portGroups, plugs);
    }

    NetworkConfig addPortGroup(PortGroup added) throws NetworkException {
        if (portGroup(added.name()).isPresent()) {
            throw new NetworkException(Kind.ALREADY_EXISTS, "there is a port group \"" + added.name() + "\" already");
        }
        if (portGroups.size() >= PORT_GROUPS_MAX) {
            throw new NetworkException(Kind.UNSUPPORTED, "a host has " + PORT_GROUPS_MAX + " port groups at most");
        }
        return new NetworkConfig(host, switches, plus(portGroups, added), plugs).checked();
    }

    /** Puts another in a port group's place; cards that are plugged into it follow, also under a new name. */
    NetworkConfig updatePortGroup(String name, PortGroup changed) throws NetworkException {
        requirePortGroup(name);
        if (!name.equals(changed.name()) && portGroup(changed.name()).isPresent()) {
            throw new NetworkException(Kind.ALREADY_EXISTS, "there is a port group \"" + changed.name() + "\" already");
        }
        return new NetworkConfig(
                        host,
                        switches,
                        map(portGroups, one -> one.name().equals(name) ? changed : one),
                        map(plugs, one -> one.portGroup().equals(name) ? new Plug(one.tap(), changed.name()) : one))
                .checked();
    }

    NetworkConfig removePortGroup(String name) throws NetworkException {
        requirePortGroup(name);
        long used = plugs.stream().filter(plug -> plug.portGroup().equals(name)).count();
        if (used > 0) {
            throw new NetworkException(
                    Kind.IN_USE, "port group \"" + name + "\" has " + used + " connected network cards");
        }
        return new NetworkConfig(
                host,
                switches,
                portGroups.stream().filter(one -> !one.name().equals(name)).toList(),
                plugs);
    }

    /** Plugs a card in; one that is plugged in already moves. */
    NetworkConfig plug(Plug added) throws NetworkException {
        requirePortGroup(added.portGroup());
        NetworkConfig without = unplug(added.tap().name());
        if (without.plugs.size() >= PLUGS_MAX) {
            throw new NetworkException(
                    Kind.UNSUPPORTED, "a host has " + PLUGS_MAX + " connected network cards at most");
        }
        return new NetworkConfig(host, switches, portGroups, plus(without.plugs, added));
    }

    NetworkConfig unplug(String tap) {
        return new NetworkConfig(
                host,
                switches,
                portGroups,
                plugs.stream().filter(plug -> !plug.tap().name().equals(tap)).toList());
    }

    /** The policy that holds in a port group. */
    SecurityPolicy security(PortGroup group) {
        return group.security()
                .or(() -> virtualSwitch(group.virtualSwitch()).map(VirtualSwitch::security))
                .orElse(SecurityPolicy.STRICT);
    }

    /** The same, once it is sure that it holds together. */
    private NetworkConfig checked() throws NetworkException {
        NetworkCheck.check(this);
        return this;
    }

    private static <T> List<T> plus(List<T> list, T added) {
        List<T> longer = new ArrayList<>(list);
        longer.add(added);
        return longer;
    }

    private static <T> List<T> map(List<T> list, UnaryOperator<T> change) {
        return list.stream().map(change).toList();
    }
}
