package dev.carafe.vsphere.vmomi.search;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostVirtualNic;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By what else than its name a machine or a host is known. */
final class Identities {
    private Identities() {}

    /** @param instance of a machine that which the vCenter gave it, instead of that of its BIOS */
    static @Nullable String uuid(@Nullable DataObject properties, boolean instance) {
        return switch (properties) {
            case VirtualMachineProperties machine -> {
                if (machine.config() != null) {
                    yield instance
                            ? machine.config().instanceUuid()
                            : machine.config().uuid();
                }
                if (machine.summary() == null) {
                    yield null;
                }
                yield instance
                        ? machine.summary().config().instanceUuid()
                        : machine.summary().config().uuid();
            }
            case HostSystemProperties host -> {
                if (host.hardware() != null) {
                    yield host.hardware().systemInfo().uuid();
                }
                yield host.summary() == null || host.summary().hardware() == null
                        ? null
                        : host.summary().hardware().uuid();
            }
            case null, default -> null;
        };
    }

    static @Nullable String dnsName(@Nullable DataObject properties) {
        return switch (properties) {
            case VirtualMachineProperties machine ->
                machine.guest() == null ? null : machine.guest().hostName();
            case HostSystemProperties host -> host.name();
            case null, default -> null;
        };
    }

    static List<String> addresses(@Nullable DataObject properties) {
        return switch (properties) {
            case VirtualMachineProperties machine -> addresses(machine.guest());
            case HostSystemProperties host -> addresses(host);
            case null, default -> List.of();
        };
    }

    private static List<String> addresses(@Nullable GuestInfo guest) {
        List<String> addresses = new ArrayList<>();
        if (guest != null) {
            if (guest.ipAddress() != null) {
                addresses.add(guest.ipAddress());
            }
            guest.net().forEach(nic -> addresses.addAll(nic.ipAddress()));
        }
        return addresses;
    }

    private static List<String> addresses(HostSystemProperties host) {
        Stream<HostVirtualNic> nics = host.config() == null || host.config().network() == null
                ? Stream.of()
                : host.config().network().vnic().stream();
        List<String> addresses = new ArrayList<>(nics.map(nic -> nic.spec().ip())
                .filter(Objects::nonNull)
                .map(ip -> ip.ipAddress())
                .filter(Objects::nonNull)
                .toList());
        if (host.name() != null) {
            addresses.add(host.name()); // hosts are often called by their address
        }
        return addresses;
    }

    static @Nullable String path(@Nullable DataObject properties) {
        if (!(properties instanceof VirtualMachineProperties machine)) {
            return null;
        }
        if (machine.config() != null) {
            return machine.config().files().vmPathName();
        }
        return machine.summary() == null ? null : machine.summary().config().vmPathName();
    }
}
