package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.option.FileOptionStore;
import dev.carafe.vsphere.vmomi.option.ServedOptionManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The host's advanced options, and those of its agent. */
final class HostOptions {
    private HostOptions() {}

    /** What the host says of itself. */
    private static Map<String, Object> initial(HostModel host) {
        return Map.of(
                "Misc.HostName", host.name(),
                "Carafe.Qemu.Version", host.qemu().version(),
                "Carafe.Qemu.Accelerator", host.qemu().accelerator(),
                "Carafe.Qemu.AcceleratorReason", host.qemu().reason());
    }

    static List<OptionValue> values(HostModel host) {
        return new TreeMap<>(initial(host))
                .entrySet().stream()
                        .map(option -> (OptionValue) OptionValue.builder()
                                .key(option.getKey())
                                .value(option.getValue())
                                .build())
                        .toList();
    }

    /** Serves both managers; clients may keep options of their own below {@code config.}. */
    static void open(ObjectRegistry registry, StateFolder state, HostModel host) throws IOException {
        ServedOptionManager.open(
                HostContent.ADVANCED_OPTIONS,
                registry,
                new FileOptionStore(state.file("advanced-options")),
                initial(host),
                key -> key.startsWith("config."));
        ServedOptionManager.open(
                HostContent.SETTING,
                registry,
                new FileOptionStore(state.file("options")),
                Map.of(),
                key -> key.startsWith("config."));
    }
}
