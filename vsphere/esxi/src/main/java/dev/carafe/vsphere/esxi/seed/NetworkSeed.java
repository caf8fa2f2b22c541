package dev.carafe.vsphere.esxi.seed;

import static dev.carafe.vsphere.esxi.seed.GuestCustomization.invalid;
import static dev.carafe.vsphere.esxi.seed.GuestCustomization.quoted;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.vim.vim25.CustomizationAdapterMapping;
import dev.carafe.vsphere.vim.vim25.CustomizationDhcpIpGenerator;
import dev.carafe.vsphere.vim.vim25.CustomizationDhcpIpV6Generator;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedIp;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedIpV6;
import dev.carafe.vsphere.vim.vim25.CustomizationIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationIpV6Generator;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.NicSettingMismatch;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The network part of a customization as cloud-init's network-config of version 2. Pure. */
final class NetworkSeed {
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private NetworkSeed() {}

    static String of(CustomizationSpec spec, List<MacAddress> nics) {
        List<CustomizationAdapterMapping> mappings = spec.nicSettingMap();
        if (mappings.size() > nics.size()) {
            throw NicSettingMismatch.builder()
                    .numberOfNicsInSpec(mappings.size())
                    .numberOfNicsInVM(nics.size())
                    .build()
                    .exception("The customization is of " + mappings.size() + " network cards, the machine has "
                            + nics.size() + ".");
        }
        if (mappings.isEmpty()) {
            return "version: 2\nethernets:\n  all:\n    match:\n      name: \"e*\"\n    dhcp4: true\n";
        }
        StringBuilder out = new StringBuilder("version: 2\nethernets:\n");
        for (int i = 0; i < mappings.size(); i++) {
            CustomizationAdapterMapping mapping = mappings.get(i);
            MacAddress mac = Optional.ofNullable(mapping.macAddress())
                    .map(text -> MacAddress.parse(text)
                            .orElseThrow(
                                    () -> invalid("spec.nicSettingMap.macAddress", "\"" + text + "\" is no address.")))
                    .orElse(nics.get(i));
            out.append("  nic")
                    .append(i)
                    .append(":\n    match:\n      macaddress: ")
                    .append(quoted(mac.toString()));
            out.append('\n');
            adapter(out, mapping.adapter(), spec);
        }
        return out.toString();
    }

    private static void adapter(StringBuilder out, CustomizationIPSettings settings, CustomizationSpec spec) {
        List<String> addresses = new ArrayList<>();
        boolean dhcp = false;
        switch (settings.ip()) {
            case CustomizationFixedIp fixed ->
                addresses.add(address(fixed.ipAddress(), Inet4Address.class) + "/" + prefix(settings.subnetMask()));
            case CustomizationDhcpIpGenerator _ -> dhcp = true;
            default ->
                throw invalid(
                        "spec.nicSettingMap.adapter.ip",
                        "An address is fixed or by DHCP; nobody can be asked for one.");
        }
        boolean dhcp6 = false;
        List<String> gateways6 = List.of();
        if (settings.ipV6Spec() != null) {
            gateways6 = settings.ipV6Spec().gateway();
            for (CustomizationIpV6Generator generator : settings.ipV6Spec().ip()) {
                if (generator instanceof CustomizationFixedIpV6 fixed) {
                    if (fixed.subnetMask() < 1 || fixed.subnetMask() > 128) {
                        throw invalid("spec.nicSettingMap.adapter.ipV6Spec", "A prefix has 1 to 128 bits.");
                    }
                    addresses.add(address(fixed.ipAddress(), Inet6Address.class) + "/" + fixed.subnetMask());
                }
                dhcp6 |= generator instanceof CustomizationDhcpIpV6Generator;
            }
        }
        out.append("    dhcp4: ").append(dhcp).append('\n');
        if (dhcp6) {
            out.append("    dhcp6: true\n");
        }
        list(out, "    addresses:", addresses);
        gateway(out, "gateway4", settings.gateway(), Inet4Address.class);
        gateway(out, "gateway6", gateways6, Inet6Address.class);
        names(out, settings, spec);
    }

    private static void gateway(
            StringBuilder out, String key, List<String> gateways, Class<? extends InetAddress> family) {
        if (!gateways.isEmpty()) {
            out.append("    ").append(key).append(": ").append(quoted(address(gateways.getFirst(), family)));
            out.append('\n');
        }
    }

    /** Servers are the card's, else everybody's; a card's own domain is searched first. */
    private static void names(StringBuilder out, CustomizationIPSettings settings, CustomizationSpec spec) {
        List<String> servers =
                settings.dnsServerList().isEmpty() ? spec.globalIPSettings().dnsServerList() : settings.dnsServerList();
        List<String> search = new ArrayList<>();
        if (settings.dnsDomain() != null && !settings.dnsDomain().isEmpty()) {
            search.add(settings.dnsDomain());
        }
        search.addAll(spec.globalIPSettings().dnsSuffixList());
        for (String domain : search) {
            if (!DOMAIN.matcher(domain).matches()) {
                throw invalid("spec.globalIPSettings.dnsSuffixList", "\"" + domain + "\" is no domain name.");
            }
        }
        if (!servers.isEmpty() || !search.isEmpty()) {
            out.append("    nameservers:\n");
            list(
                    out,
                    "      addresses:",
                    servers.stream().map(one -> address(one, InetAddress.class)).toList());
            list(out, "      search:", search);
        }
    }

    private static void list(StringBuilder out, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            out.append(key).append(" [");
            out.append(String.join(
                    ", ", texts.stream().map(GuestCustomization::quoted).toList()));
            out.append("]\n");
        }
    }

    private static String address(String text, Class<? extends InetAddress> family) {
        try {
            InetAddress address = InetAddress.ofLiteral(text); // never resolves a name
            if (family.isInstance(address)) {
                return address.getHostAddress();
            }
        } catch (IllegalArgumentException wrong) {
            // said below
        }
        throw invalid("spec.nicSettingMap.adapter", "\"" + text + "\" is no such IP address.");
    }

    /** How many bits a mask has, which must be its first ones. */
    private static int prefix(@Nullable String mask) {
        if (mask == null) {
            throw invalid("spec.nicSettingMap.adapter.subnetMask", "A fixed address needs a subnet mask.");
        }
        int bits = 0;
        try {
            for (byte octet : Inet4Address.ofLiteral(mask).getAddress()) {
                bits = bits << 8 | (octet & 0xff);
            }
        } catch (IllegalArgumentException wrong) {
            throw invalid("spec.nicSettingMap.adapter.subnetMask", "\"" + mask + "\" is no subnet mask.");
        }
        int length = Integer.bitCount(bits);
        if (length == 0 || Integer.numberOfTrailingZeros(bits) != 32 - length) {
            throw invalid("spec.nicSettingMap.adapter.subnetMask", "\"" + mask + "\" is no subnet mask.");
        }
        return length;
    }
}
