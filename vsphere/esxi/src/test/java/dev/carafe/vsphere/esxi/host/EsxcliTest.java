package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrMoFilterSpec;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrMoInstance;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrTypeFilterSpec;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InternalDynamicTypeManager;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapArgument;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapResult;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a whole host agent answers to {@code esxcli}, by its objects. */
final class EsxcliTest extends WholeHostTest {
    private static final String UUID = "00112233-4455-6677-8899-aabbccddeeff";

    private ReflectManagedMethodExecuterSoapResult execute(
            String object, String method, Map<String, String> arguments) {
        ManagedObjectReference<ReflectManagedMethodExecuter> executer = Objects.requireNonNull(
                host().object(HostSystem.class, HostNames.HOST).retrieveManagedMethodExecuter());
        List<ReflectManagedMethodExecuterSoapArgument> all = new ArrayList<>();
        arguments.forEach((name, value) -> all.add(
                new ReflectManagedMethodExecuterSoapArgument(name, "<" + name + ">" + value + "</" + name + ">")));
        return Objects.requireNonNull(host().object(ReflectManagedMethodExecuter.class, executer)
                .executeSoap(object, "urn:vim25/5.0", method, all));
    }

    private ReflectManagedMethodExecuterSoapResult run(String namespace, String name, Map<String, String> arguments) {
        return execute(
                "ha-cli-handler-" + namespace.replace('.', '-'), "vim.EsxCLI." + namespace + "." + name, arguments);
    }

    private String answer(String namespace, String name, Map<String, String> arguments) {
        ReflectManagedMethodExecuterSoapResult result = run(namespace, name, arguments);
        assertThat(result.fault()).isNull();
        return Objects.requireNonNull(result.response());
    }

    private String answer(String namespace, String name) {
        return answer(namespace, name, Map.of());
    }

    private String fault(String namespace, String name, Map<String, String> arguments) {
        ReflectManagedMethodExecuterSoapResult result = run(namespace, name, arguments);
        assertThat(result.response()).isNull();
        return Objects.requireNonNull(result.fault()).faultMsg()
                + result.fault().faultDetail();
    }

    /** A machine that is shown as if it ran. */
    private String world() throws Exception {
        @Nullable
        Object made = host().done(host().object(Folder.class, HostNames.VMS)
                .createVM_Task(
                        VirtualMachineConfigSpec.builder()
                                .name("a & b")
                                .uuid(UUID)
                                .files(VirtualMachineFileInfo.builder()
                                        .vmPathName("[datastore1]")
                                        .build())
                                .build(),
                        HostNames.POOL,
                        null));
        ManagedObjectReference<VirtualMachine> machine = new ManagedObjectReference<>(
                "VirtualMachine", ((ManagedObjectReference<?>) Objects.requireNonNull(made)).value());
        assertThat(answer("vm.process", "list")).doesNotContain("a &amp; b");
        host().host()
                .registry()
                .change(changes -> changes.update(
                        machine,
                        VirtualMachineProperties.class,
                        shown -> shown.toBuilder()
                                .runtime(Objects.requireNonNull(shown.runtime()).toBuilder()
                                        .powerState(VirtualMachinePowerState.POWERED_ON)
                                        .build())
                                .build()));
        return machine.value().replaceAll("\\D", "");
    }

    @Test
    void machinesThatRunAreListed() throws Exception {
        String world = world();
        assertThat(answer("vm.process", "list"))
                .startsWith("<obj xmlns=\"urn:vim25\"")
                .contains(
                        "xsi:type=\"ArrayOfDataObject\"><DataObject xsi:type=\"VimEsxCLIvmprocesslistVirtualMachine\">")
                .contains("<WorldID>" + world + "</WorldID>", "<DisplayName>a &amp; b</DisplayName>")
                .contains("<UUID>00 11 22 33 44 55 66 77-88 99 aa bb cc dd ee ff</UUID>");
        assertThat(answer("network.vm", "list")).contains("<WorldID>" + world + "<", "<NumPorts>0</NumPorts>");
        assertThat(answer("network.vm.port", "list", Map.of("worldid", world))).doesNotContain("DataObject xsi");
        assertThat(fault("network.vm.port", "list", Map.of("worldid", "999999")))
                .contains("EsxCLI.CLIFault.summary", "No machine runs with the world ID 999999.");
        assertThat(fault("network.vm.port", "list", Map.of())).contains("--world-id");
    }

    @Test
    void theHostTellsWhatItIs() {
        HostSystemProperties properties = host().properties(HostSystemProperties.class, HostNames.HOST);
        var hardware = Objects.requireNonNull(properties.hardware());
        assertThat(answer("hardware.memory", "get"))
                .contains("<PhysicalMemory>" + hardware.memorySize() + "</PhysicalMemory>");
        assertThat(answer("hardware.cpu.global", "get"))
                .contains("<CPUThreads>" + hardware.cpuInfo().numCpuThreads() + "</CPUThreads>");
        assertThat(answer("system.uuid", "get"))
                .endsWith("xsi:type=\"xsd:string\">" + hardware.systemInfo().uuid() + "</obj>");
        assertThat(answer("hardware.platform", "get"))
                .contains("<UUID>" + hardware.systemInfo().uuid() + "</UUID>");
        assertThat(answer("system.version", "get")).contains("<Product>");
        assertThat(answer("system.hostname", "get")).contains("<HostName>");
        assertThat(answer("system.maintenanceMode", "get")).contains(">Disabled<");
        assertThat(answer("system.stats.uptime", "get")).containsPattern("\"xsd:long\">[0-9]+<");
        assertThat(answer("system.settings.advanced", "list")).contains("<Path>/Misc/HostName</Path>");
        assertThat(answer("system.settings.advanced", "list", Map.of("option", "/Misc/HostName")))
                .containsOnlyOnce("<DataObject ");
        assertThat(fault("system.settings.advanced", "list", Map.of("option", "/No")))
                .contains("Unable to find option /No");
        assertThat(answer("storage.filesystem", "list")).contains("<VolumeName>datastore1</VolumeName>");
        for (String namespace : List.of("network.nic", "network.vswitch.standard", "network.ip.interface")) {
            assertThat(answer(namespace, "list")).contains("ArrayOfDataObject");
        }
        assertThat(answer("network.ip.interface.ipv4", "get")).contains("ArrayOfDataObject");
        assertThat(answer("network.firewall", "get")).contains("<Enabled>false</Enabled>");
    }

    @Test
    void commandsAreDescribedAndOthersAreNotFound() {
        assertThat(execute(
                                "ha-dynamic-type-manager-local-cli-cliinfo",
                                "vim.CLIInfo.FetchCLIInfo",
                                Map.of("typeName", "vim.EsxCLI.network.vm.port"))
                        .response())
                .contains("<method><name>list</name>", "<param><name>worldid</name>")
                .contains("<aliases>-w</aliases><aliases>--world-id</aliases>")
                .contains("<value>Port ID,vSwitch,Portgroup,MAC Address,IP Address</value>")
                .contains("<key>formatter</key><value>table</value>");
        assertThat(fault("vm.process", "kill", Map.of())).contains("could not be found");
        assertThat(fault("no.such", "list", Map.of())).contains("could not be found");
        assertThat(execute("ha-cli-handler-system-uuid", "vim.EsxCLI.vm.process.list", Map.of())
                        .fault())
                .as("a command of another object")
                .isNotNull();
    }

    @Test
    void typesAndObjectsAreFilteredByTheirNames() {
        InternalDynamicTypeManager types = host().object(
                        InternalDynamicTypeManager.class,
                        Objects.requireNonNull(
                                host().object(HostSystem.class, HostNames.HOST).retrieveDynamicTypeManager()));
        assertThat(types.dynamicTypeMgrQueryMoInstances(null))
                .hasSizeGreaterThan(10)
                .extracting(DynamicTypeMgrMoInstance::id)
                .doesNotHaveDuplicates();
        assertThat(types.dynamicTypeMgrQueryMoInstances(DynamicTypeMgrMoFilterSpec.builder()
                        .id("ha-cli-handler-vm-process")
                        .build()))
                .extracting(DynamicTypeMgrMoInstance::moType)
                .containsExactly("vim.EsxCLI.vm.process");
        var found = types.dynamicTypeMgrQueryTypeInfo(DynamicTypeMgrTypeFilterSpec.builder()
                .typeSubstr("network.vm.port")
                .build());
        assertThat(found.managedTypeInfo())
                .singleElement()
                .satisfies(type -> assertThat(
                                Objects.requireNonNull(type.method().getFirst().returnTypeInfo())
                                        .type())
                        .isEqualTo("vim.EsxCLI.network.vm.port.list.Port[]"));
        assertThat(found.dataTypeInfo())
                .singleElement()
                .satisfies(type -> assertThat(type.name()).isEqualTo("vim.EsxCLI.network.vm.port.list.Port"));
    }
}
