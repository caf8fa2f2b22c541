package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualMachineIdsTest {
    @Test
    void aProviderIdHoldsTheUuidInSmallLetters() {
        String uuid = "422e4956-ad22-1139-6d72-59cc8f26bc90";
        assertThat(VirtualMachineIds.providerID(" 422E4956-AD22-1139-6D72-59CC8F26BC90 "))
                .isEqualTo("vsphere://" + uuid);
        assertThat(VirtualMachineIds.uuid("vsphere://422E4956-ad22-1139-6d72-59cc8f26bc90 "))
                .isEqualTo(uuid);
        assertThat(VirtualMachineIds.uuid("other://x")).isEqualTo("other://x");
    }

    @Test
    void theFirstThreeGroupsAreTurnedRoundAndBack() {
        String guest = "56492E42-22AD-3911-6D72-59CC8F26BC90";
        String vmware = "422e4956-ad22-1139-6d72-59cc8f26bc90";
        assertThat(VirtualMachineIds.swapped(guest)).isEqualTo(vmware);
        assertThat(VirtualMachineIds.swapped(vmware)).isEqualTo(VirtualMachineIds.canonical(guest));
        assertThat(VirtualMachineIds.swapped("node-1")).isEqualTo("node-1");
        assertThat(VirtualMachineIds.swapped("422e4956-ad22-1139-6d72-59cc8f26bc9g"))
                .isEqualTo("422e4956-ad22-1139-6d72-59cc8f26bc9g");
    }

    private static String type(int cpus, int memoryMb, String guestId) {
        return InstanceTypes.of(
                new VirtualMachine("vc", "vm-1", "", "", true, cpus, memoryMb, guestId, List.of(), Map.of()));
    }

    @Test
    void anInstanceTypeSaysProcessorsMemoryAndSystem() {
        assertThat(type(4, 8192, "ubuntu64Guest")).isEqualTo("vsphere-vm.cpu-4.mem-8gb.os-ubuntu");
        assertThat(type(1, 1535, "vmwarePhoton64Guest")).isEqualTo("vsphere-vm.cpu-1.mem-1gb.os-photon");
        assertThat(type(2, 512, "somethingNewGuest")).isEqualTo("vsphere-vm.cpu-2.mem-0gb.os-unknown");
    }
}
