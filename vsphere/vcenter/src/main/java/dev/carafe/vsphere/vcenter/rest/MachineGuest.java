package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.vim25.GuestDiskInfo;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.GuestStackInfo;
import dev.carafe.vsphere.vim.vim25.NetDnsConfigInfo;
import dev.carafe.vsphere.vim.vim25.NetIpConfigInfoIpAddress;
import dev.carafe.vsphere.vim.vim25.NetIpRouteConfigInfoIpRoute;
import dev.carafe.vsphere.vim.vim25.ToolsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a guest says of itself by its tools, as vAPI has it below {@code vcenter/vm/ID/guest}. Pure. */
final class MachineGuest {
    /** A card of a guest that belongs to no device which the host knows. */
    private static final int NO_DEVICE = -1;

    private MachineGuest() {}

    static Map<String, Object> power(VirtualMachineProperties machine) {
        GuestInfo guest = machine.guest();
        boolean runs = guest != null && "running".equals(guest.guestState());
        return Map.of(
                "state",
                runs ? "RUNNING" : "NOT_RUNNING",
                "operations_ready",
                guest != null && Boolean.TRUE.equals(guest.guestOperationsReady()));
    }

    private static boolean runsTools(@Nullable GuestInfo guest) {
        return guest != null && "guestToolsRunning".equals(guest.toolsRunningStatus());
    }

    private static GuestInfo told(VirtualMachineProperties machine) {
        GuestInfo guest = machine.guest();
        if (guest == null || !runsTools(guest)) {
            throw silent();
        }
        return guest;
    }

    private static RestException silent() {
        return new RestException(
                Kind.SERVICE_UNAVAILABLE, "VMware Tools is not running in the guest, so nothing is known of it.");
    }

    static Map<String, Object> identity(VirtualMachineProperties machine) {
        GuestInfo guest = machine.guest();
        if (guest == null || guest.hostName() == null) {
            throw silent();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", MachineInfo.guest(guest.guestId()));
        String family = guest.guestFamily();
        fields.put("family", family == null ? "OTHER" : Summaries.constant(family.replace("Guest", "")));
        fields.put(
                "full_name",
                Map.of(
                        "id",
                        "vmsg.guestos." + guest.guestId(),
                        "default_message",
                        String.valueOf(guest.guestFullName()),
                        "args",
                        List.of()));
        fields.put("host_name", guest.hostName());
        Summaries.put(fields, "ip_address", guest.ipAddress());
        return fields;
    }

    static Map<String, Object> networking(VirtualMachineProperties machine) {
        Map<String, Object> fields = new LinkedHashMap<>();
        told(machine).ipStack().stream()
                .map(GuestStackInfo::dnsConfig)
                .findFirst()
                .ifPresent(dns -> dns(dns, fields));
        return fields;
    }

    private static void dns(NetDnsConfigInfo dns, Map<String, Object> fields) {
        fields.put("dns_values", Map.of("host_name", dns.hostName(), "domain_name", dns.domainName()));
        fields.put("dns", Map.of("ip_addresses", dns.ipAddress(), "search_domains", dns.searchDomain()));
    }

    static List<Map<String, Object>> interfaces(VirtualMachineProperties machine) {
        return told(machine).net().stream().map(MachineGuest::card).toList();
    }

    private static Map<String, Object> card(GuestNicInfo card) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Summaries.put(fields, "mac_address", card.macAddress());
        if (card.deviceConfigId() != NO_DEVICE) {
            fields.put("nic", Integer.toString(card.deviceConfigId()));
        }
        if (card.dnsConfig() != null) {
            dns(card.dnsConfig(), fields);
        }
        if (card.ipConfig() != null) {
            fields.put(
                    "ip",
                    Map.of(
                            "ip_addresses",
                            card.ipConfig().ipAddress().stream()
                                    .map(MachineGuest::address)
                                    .toList()));
        }
        return fields;
    }

    private static Map<String, Object> address(NetIpConfigInfoIpAddress address) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ip_address", address.ipAddress());
        fields.put("prefix_length", address.prefixLength());
        if (address.origin() != null) {
            fields.put("origin", address.origin().toUpperCase(Locale.ROOT));
        }
        fields.put(
                "state", address.state() == null ? "UNKNOWN" : address.state().toUpperCase(Locale.ROOT));
        return fields;
    }

    static List<Map<String, Object>> routes(VirtualMachineProperties machine) {
        List<Map<String, Object>> routes = new ArrayList<>();
        for (GuestStackInfo stack : told(machine).ipStack()) {
            if (stack.ipRouteConfig() != null) {
                stack.ipRouteConfig().ipRoute().forEach(route -> routes.add(route(route)));
            }
        }
        return routes;
    }

    private static Map<String, Object> route(NetIpRouteConfigInfoIpRoute route) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("network", route.network());
        fields.put("prefix_length", route.prefixLength());
        Summaries.put(fields, "gateway_address", route.gateway().ipAddress());
        String device = route.gateway().device();
        if (device != null && device.matches("\\d{1,9}")) {
            fields.put("interface_index", Integer.parseInt(device));
        }
        return fields;
    }

    static Keyed fileSystems(VirtualMachineProperties machine) {
        Map<String, Object> byPath = new LinkedHashMap<>();
        for (GuestDiskInfo disk : told(machine).disk()) {
            if (disk.diskPath() != null && disk.capacity() != null && disk.freeSpace() != null) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("capacity", disk.capacity());
                fields.put("free_space", disk.freeSpace());
                Summaries.put(fields, "filesystem", disk.filesystemType());
                fields.put(
                        "mappings",
                        disk.mappings().stream()
                                .map(of -> Map.of("disk", Integer.toString(of.key())))
                                .toList());
                byPath.put(disk.diskPath(), fields);
            }
        }
        return new Keyed(byPath);
    }

    static Map<String, Object> tools(VirtualMachineProperties machine) {
        GuestInfo guest = machine.guest();
        ToolsConfigInfo config =
                machine.config() == null ? null : machine.config().tools();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("auto_update_supported", false);
        String policy = config == null ? null : config.toolsUpgradePolicy();
        fields.put("upgrade_policy", policy == null ? "MANUAL" : Summaries.constant(policy));
        if (config != null) {
            Summaries.put(fields, "version_number", config.toolsVersion());
        }
        fields.put("run_state", runsTools(guest) ? "RUNNING" : "NOT_RUNNING");
        if (guest != null) {
            Summaries.put(fields, "version", guest.toolsVersion());
            Summaries.put(fields, "version_status", status(guest.toolsVersionStatus2()));
            Summaries.put(fields, "install_type", installType(guest.toolsInstallType()));
        }
        return fields;
    }

    private static @Nullable String status(@Nullable String wire) {
        return switch (wire) {
            case null -> null;
            case "guestToolsTooOld" -> "TOO_OLD_UNSUPPORTED";
            default -> Summaries.constant(wire.replace("guestTools", ""));
        };
    }

    private static @Nullable String installType(@Nullable String wire) {
        return switch (wire) {
            case null -> null;
            case "guestToolsTypeOpenVMTools" -> "OPEN_VM_TOOLS";
            default -> wire.replace("guestToolsType", "").toUpperCase(Locale.ROOT);
        };
    }
}
