package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.vim25.Capability;
import dev.carafe.vsphere.vim.vim25.HostCapability;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the host can do. Whatever is not named here it cannot. Pure. */
final class HostCapabilities {
    private HostCapabilities() {}

    /** Of the server. */
    static Capability server() {
        return Capability.builder()
                .provisioningSupported(false)
                .multiHostSupported(false)
                .userShellAccessSupported(false)
                .build();
    }

    static HostCapability of(HostModel host) {
        return nothing().toBuilder()
                .maintenanceModeSupported(true)
                .screenshotSupported(true)
                .vlanTaggingSupported(true)
                .cloneFromSnapshotSupported(true)
                .deltaDiskBackingsSupported(true)
                .firewallIpRulesSupported(false)
                .vmotionSupported(host.qemu().movesMachines())
                .maxSupportedVcpus(host.facts().cpu().threads())
                .maxSupportedVmMemory((int) (host.facts().memoryBytes() >> 20))
                .build();
    }

    private static HostCapability nothing() {
        DataType type = (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type("HostCapability"));
        List<Field> fields = type.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            if (field.array()) {
                values[i] = List.of();
            } else if (field.type() == Primitive.BOOLEAN) {
                values[i] = false;
            }
        }
        return (HostCapability) type.make(values);
    }
}
