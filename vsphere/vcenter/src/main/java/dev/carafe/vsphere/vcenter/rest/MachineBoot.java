package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableCdromDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableEthernetDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableFloppyDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a machine starts, both ways: vAPI's {@code Boot.Info} and its list of {@code Boot.Device.Entry}. Pure. */
final class MachineBoot {
    /** What counts where nothing is configured; in milliseconds. */
    private static final long RETRY_DELAY_MS = 10_000;

    private MachineBoot() {}

    static Map<String, Object> info(VirtualMachineConfigInfo config) {
        VirtualMachineBootOptions options = config.bootOptions();
        boolean efi = "efi".equals(config.firmware());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", efi ? "EFI" : "BIOS");
        if (efi) {
            fields.put("efi_legacy_boot", false);
            String protocol = options == null ? null : options.networkBootProtocol();
            fields.put("network_protocol", "ipv6".equals(protocol) ? "IPV6" : "IPV4");
        }
        fields.put("delay", options == null ? 0L : or(options.bootDelay(), 0));
        fields.put("retry", options != null && Boolean.TRUE.equals(options.bootRetryEnabled()));
        fields.put("retry_delay", options == null ? RETRY_DELAY_MS : or(options.bootRetryDelay(), RETRY_DELAY_MS));
        fields.put("enter_setup_mode", options != null && Boolean.TRUE.equals(options.enterBIOSSetup()));
        return fields;
    }

    private static long or(@Nullable Long said, long otherwise) {
        return said == null ? otherwise : said;
    }

    /** In the order in which they are tried; disks that follow one another are one entry. */
    static List<Map<String, Object>> devices(VirtualMachineConfigInfo config) {
        List<Map<String, Object>> entries = new ArrayList<>();
        List<String> disks = null;
        for (VirtualMachineBootOptionsBootableDevice device : config.bootOptions() == null
                ? List.<VirtualMachineBootOptionsBootableDevice>of()
                : config.bootOptions().bootOrder()) {
            if (device instanceof VirtualMachineBootOptionsBootableDiskDevice disk) {
                if (disks == null) {
                    disks = new ArrayList<>();
                    entries.add(Map.of("type", "DISK", "disks", disks));
                }
                disks.add(Integer.toString(disk.deviceKey()));
                continue;
            }
            disks = null;
            switch (device) {
                case VirtualMachineBootOptionsBootableEthernetDevice nic ->
                    entries.add(Map.of("type", "ETHERNET", "nic", Integer.toString(nic.deviceKey())));
                case VirtualMachineBootOptionsBootableCdromDevice _ -> entries.add(Map.of("type", "CDROM"));
                case VirtualMachineBootOptionsBootableFloppyDevice _ -> entries.add(Map.of("type", "FLOPPY"));
                default -> {} // the kind alone, which names no device
            }
        }
        return entries;
    }

    /**
     * The options that a spec ({@code Boot.UpdateSpec}) asks for.
     *
     * @return all that is to hold, since some hosts take what is missing for what is to be reset
     */
    static VirtualMachineBootOptions options(Spec spec, VirtualMachineConfigInfo now) {
        if (Boolean.TRUE.equals(spec.flag("efi_legacy_boot"))) {
            throw new RestException(Kind.UNSUPPORTED, "Firmware with the legacy boot mode is not there.");
        }
        VirtualMachineBootOptions.Builder options = before(now).toBuilder();
        if (spec.has("delay")) {
            options.bootDelay(spec.number("delay"));
        }
        if (spec.has("retry")) {
            options.bootRetryEnabled(spec.flag("retry"));
        }
        if (spec.has("retry_delay")) {
            options.bootRetryDelay(spec.number("retry_delay"));
        }
        if (spec.has("enter_setup_mode")) {
            options.enterBIOSSetup(spec.flag("enter_setup_mode"));
        }
        if (spec.has("network_protocol")) {
            options.networkBootProtocol(spec.choice(
                    "network_protocol",
                    protocol -> List.of("IPV4", "IPV6").contains(protocol) ? protocol.toLowerCase(Locale.ROOT) : null,
                    ""));
        }
        return options.build();
    }

    /** {@code BIOS} or {@code EFI} as SOAP writes it; null when the spec says none. */
    static @Nullable String firmware(Spec spec) {
        return spec.has("type")
                ? spec.choice(
                        "type",
                        type -> List.of("BIOS", "EFI").contains(type) ? type.toLowerCase(Locale.ROOT) : null,
                        "")
                : null;
    }

    /** The options with another order: entries as {@link #devices} lists them. */
    static VirtualMachineBootOptions inOrder(List<Spec> entries, VirtualMachineConfigInfo now) {
        List<VirtualMachineBootOptionsBootableDevice> order = new ArrayList<>();
        for (Spec entry : entries) {
            switch (entry.required("type")) {
                case "CDROM" ->
                    order.add(VirtualMachineBootOptionsBootableCdromDevice.builder()
                            .build());
                case "FLOPPY" ->
                    order.add(VirtualMachineBootOptionsBootableFloppyDevice.builder()
                            .build());
                case "ETHERNET" ->
                    order.add(VirtualMachineBootOptionsBootableEthernetDevice.builder()
                            .deviceKey(key(entry.required("nic")))
                            .build());
                case "DISK" -> {
                    for (String disk : RestRequest.texts(entry.fields().get("disks"), "disks")) {
                        order.add(VirtualMachineBootOptionsBootableDiskDevice.builder()
                                .deviceKey(key(disk))
                                .build());
                    }
                }
                default ->
                    throw new RestException(
                            Kind.INVALID_ARGUMENT, "The field type does not know '" + entry.text("type") + "'.");
            }
        }
        return before(now).toBuilder().bootOrder(order).build();
    }

    private static VirtualMachineBootOptions before(VirtualMachineConfigInfo now) {
        return now.bootOptions() == null ? VirtualMachineBootOptions.builder().build() : now.bootOptions();
    }

    private static int key(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException _) {
            throw new RestException(Kind.NOT_FOUND, "Device with identifier '" + id + "' does not exist.");
        }
    }
}
