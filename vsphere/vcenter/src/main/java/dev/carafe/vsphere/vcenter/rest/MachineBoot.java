package dev.carafe.vsphere.vcenter.rest;

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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a machine starts, as vAPI's {@code Boot.Info} and its list of {@code Boot.Device.Entry} say it. Pure. */
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
}
