package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpecDiskLocator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslationTest {
    private static final Translation.Names NAMES = new Translation.Names() {
        @Override
        public ManagedObjectReference<?> reference(ManagedObjectReference<?> reference) {
            return new ManagedObjectReference<>(reference.type(), "own-" + reference.value());
        }

        @Override
        public String text(String text) {
            return text.replace("[ds]", "[own]");
        }

        @Override
        public VirtualDeviceBackingInfo backing(VirtualDeviceBackingInfo backing) {
            return backing;
        }
    };

    private static final ManagedObjectReference<Datastore> DATASTORE = new ManagedObjectReference<>("Datastore", "ds");
    private static final ManagedObjectReference<Datastore> OWN = new ManagedObjectReference<>("Datastore", "own-ds");

    @Test
    void namesAreTranslatedWhereverTheyStand() {
        VirtualMachineRelocateSpec spec = VirtualMachineRelocateSpec.builder()
                .datastore(DATASTORE)
                .pool(new ManagedObjectReference<ResourcePool>("ResourcePool", "pool"))
                .disk(List.of(VirtualMachineRelocateSpecDiskLocator.builder()
                        .diskId(7)
                        .datastore(DATASTORE)
                        .diskMoveType("[ds] a/a.vmdk")
                        .build()))
                .build();
        assertThat(Translation.data(spec, NAMES))
                .isEqualTo(VirtualMachineRelocateSpec.builder()
                        .datastore(OWN)
                        .pool(new ManagedObjectReference<ResourcePool>("ResourcePool", "own-pool"))
                        .disk(List.of(VirtualMachineRelocateSpecDiskLocator.builder()
                                .diskId(7)
                                .datastore(OWN)
                                .diskMoveType("[own] a/a.vmdk")
                                .build()))
                        .build());
    }

    @Test
    void namesInWhatMayBeOfAnyTypeAreTranslated() {
        DynamicProperty property = new DynamicProperty(
                "all", new ArrayOf(Primitive.ANY, List.of(DATASTORE, "[ds] a/a.vmx", 5, Instant.EPOCH, true)));
        assertThat(Translation.data(property, NAMES))
                .isEqualTo(new DynamicProperty(
                        "all", new ArrayOf(Primitive.ANY, List.of(OWN, "[own] a/a.vmx", 5, Instant.EPOCH, true))));
    }

    @Test
    void whatHasNoNameInItIsTheSameObject() {
        VirtualMachineProperties machine = VirtualMachineProperties.builder()
                .name("web")
                .overallStatus(ManagedEntityStatus.GREEN)
                .build();
        assertThat(Translation.data(machine, NAMES)).isSameAs(machine);
        VirtualMachineFileInfo files =
                VirtualMachineFileInfo.builder().vmPathName("[other] a/a.vmx").build();
        assertThat(Translation.data(files, NAMES)).isSameAs(files);
    }
}
