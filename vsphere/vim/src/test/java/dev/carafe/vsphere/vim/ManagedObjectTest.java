package dev.carafe.vsphere.vim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManagedObjectTest {
    /** A machine that can be switched on and renamed, and nothing else. */
    private static final class Machine implements VirtualMachine {
        private String name = "old";

        @Override
        public ManagedObjectReference<Task> powerOnVM_Task(@Nullable ManagedObjectReference<HostSystem> host) {
            return new ManagedObjectReference<>("Task", "on-" + (host == null ? "any" : host.value()));
        }

        @Override
        public ManagedObjectReference<Task> rename_Task(String newName) {
            name = newName;
            return new ManagedObjectReference<>("Task", "renamed");
        }
    }

    @Test
    void aStubReachesAnImplementation() {
        Machine machine = new Machine();
        Invoker invoker = (target, method, arguments) -> {
            assertThat(target.value()).isEqualTo("vm-1");
            return machine.dispatch(method, arguments);
        };
        VirtualMachine stub = VirtualMachine.stub(invoker, new ManagedObjectReference<>("VirtualMachine", "vm-1"));
        assertThat(stub.powerOnVM_Task(null).value()).isEqualTo("on-any");
        assertThat(stub.powerOnVM_Task(new ManagedObjectReference<>("HostSystem", "h"))
                        .value())
                .isEqualTo("on-h");
        assertThat(stub.rename_Task("new").value()).isEqualTo("renamed");
        assertThat(machine.name).isEqualTo("new");
        assertThatThrownBy(stub::powerOffVM_Task)
                .isInstanceOf(UnimplementedMethodException.class)
                .hasMessage("VirtualMachine.PowerOffVM_Task is not implemented");
    }

    @Test
    void whatIsImplementedIsReadFromTheCode() {
        List<ManagedMethod> implemented = new Machine()
                .managedType().allMethods().stream()
                        .filter(method -> method.isImplementedBy(Machine.class))
                        .toList();
        assertThat(implemented)
                .extracting(ManagedMethod::wsdlName)
                .containsExactlyInAnyOrder("PowerOnVM_Task", "Rename_Task");
    }

    @Test
    void theTableTellsWhatAMethodAsksForAndGives() {
        ManagedMethod clone = Objects.requireNonNull(Vim25.NAMESPACE.method("CloneVM_Task"));
        assertThat(clone.descriptionId()).isEqualTo("VirtualMachine.clone");
        assertThat(clone.isTask()).isTrue();
        assertThat(Objects.requireNonNull(clone.taskResult()).type().wsdlName()).isEqualTo("VirtualMachine");
        assertThat(clone.faults())
                .extracting(DataType::wsdlName)
                .contains("InsufficientResourcesFault", "InvalidState");
        assertThat(Objects.requireNonNull(Vim25.NAMESPACE.method("PowerOffVM_Task"))
                        .privilege())
                .isEqualTo("VirtualMachine.Interact.PowerOff");
    }

    @Test
    void theTableIsWhole() {
        assertThat(Vim25.NAMESPACE.dataTypes().stream().filter(type -> type.kind() == DataType.Kind.DATA))
                .as("all but DataObject and DynamicData, which are the runtime's")
                .hasSize(2_355);
        assertThat(Vim25.NAMESPACE.dataTypes().stream().filter(type -> type.kind() == DataType.Kind.FAULT))
                .hasSize(699);
        assertThat(Vim25.NAMESPACE.enumTypes()).hasSize(446);
        assertThat(Vim25.NAMESPACE.managedTypes()).hasSize(143);
        assertThat(Vim25.NAMESPACE.methods()).hasSize(983);
    }

    @Test
    void propertiesIncludeThoseOfTheParents() {
        VirtualMachineProperties state =
                VirtualMachineProperties.builder().name("x").build();
        assertThat(state).isInstanceOf(ManagedEntityProperties.class);
        assertThat(state.field(state.dataType().indexOf("name"))).isEqualTo("x");
        assertThat(state.datastore()).isEmpty();
        DataType properties =
                ((ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type("VirtualMachine"))).properties();
        assertThat(state.dataType()).isSameAs(properties);
    }

    @Test
    void whatMustBeThereIsAskedForWhenBuilding() {
        assertThatThrownBy(() -> VirtualDisk.builder().capacityInKB(1).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("VirtualDisk.key must be set");
    }

    @Test
    void sharedFieldsAreChangedWithoutKnowingTheSubtype() {
        VirtualDevice device = VirtualCdrom.builder().key(-1).unitNumber(2).build();
        assertThat(device.withKey(3000))
                .isEqualTo(VirtualCdrom.builder().key(3000).unitNumber(2).build());
    }

    @Test
    void aValueOfATypeWithSubtypesIsPlain() {
        Description description = Description.builder().label("a").summary("b").build();
        assertThat(description).isEqualTo(new Description.Plain("a", "b"));
        assertThat(description.dataType().wsdlName()).isEqualTo("Description");
    }

    @Test
    void listsCannotBeChanged() {
        List<String> wwns = VirtualMachineConfigSpec.builder().build().cpuFeatureMask().stream()
                .map(Object::toString)
                .toList();
        assertThat(wwns).isEmpty();
        assertThatThrownBy(() -> VirtualMachineConfigSpec.builder()
                        .build()
                        .deviceChange()
                        .clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void secretsAreNotTold() {
        String told = dev.carafe.vsphere.vim.vim25.HostConnectSpec.builder()
                .userName("root")
                .password("hunter2")
                .force(false)
                .build()
                .toString();
        assertThat(told).contains("root").doesNotContain("hunter2");
    }
}
