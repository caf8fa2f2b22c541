package dev.carafe.vsphere.esxi.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.CannotDecryptPasswords;
import dev.carafe.vsphere.vim.vim25.CustomizationAdapterMapping;
import dev.carafe.vsphere.vim.vim25.CustomizationCloudinitPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationDhcpIpGenerator;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedIp;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedName;
import dev.carafe.vsphere.vim.vim25.CustomizationGlobalIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationIdentitySettings;
import dev.carafe.vsphere.vim.vim25.CustomizationLinuxPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationName;
import dev.carafe.vsphere.vim.vim25.CustomizationPassword;
import dev.carafe.vsphere.vim.vim25.CustomizationPrefixName;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.CustomizationUnknownName;
import dev.carafe.vsphere.vim.vim25.CustomizationVirtualMachineName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NicSettingMismatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestCustomizationTest {
    private static final List<MacAddress> NICS =
            List.of(Machines.mac("00:0c:29:00:00:01"), Machines.mac("00:0c:29:00:00:02"));

    private static CustomizationLinuxPrep linux(CustomizationName name) {
        return CustomizationLinuxPrep.builder()
                .hostName(name)
                .domain("example.org")
                .build();
    }

    private static CustomizationFixedName fixed(String name) {
        return CustomizationFixedName.builder().name(name).build();
    }

    private static CustomizationSpec spec(CustomizationIdentitySettings identity, CustomizationIPSettings... adapters) {
        return CustomizationSpec.builder()
                .identity(identity)
                .globalIPSettings(CustomizationGlobalIPSettings.builder()
                        .dnsServerList(List.of("192.0.2.53"))
                        .dnsSuffixList(List.of("example.org"))
                        .build())
                .nicSettingMap(java.util.Arrays.stream(adapters)
                        .map(adapter -> CustomizationAdapterMapping.builder()
                                .adapter(adapter)
                                .build())
                        .toList())
                .build();
    }

    private static CustomizationIPSettings address(String address, String mask) {
        return CustomizationIPSettings.builder()
                .ip(CustomizationFixedIp.builder().ipAddress(address).build())
                .subnetMask(mask)
                .gateway(List.of("10.0.0.1"))
                .build();
    }

    private static NoCloudSeed seed(CustomizationSpec spec) {
        return GuestCustomization.seed(spec, "My web server!", "i-7", NICS);
    }

    @Test
    void nameAndAddressesBecomeASeed() {
        CustomizationIPSettings dhcp = CustomizationIPSettings.builder()
                .ip(CustomizationDhcpIpGenerator.builder().build())
                .build();
        NoCloudSeed seed = seed(spec(linux(fixed("web")), address("10.0.0.7", "255.255.252.0"), dhcp));
        assertThat(seed.metaData()).isEqualTo("instance-id: \"i-7\"\nlocal-hostname: \"web\"\n");
        assertThat(seed.userData()).startsWith("#cloud-config\n").contains("fqdn: \"web.example.org\"\n");
        assertThat(seed.networkConfig()).contains("""
                version: 2
                ethernets:
                  nic0:
                    match:
                      macaddress: "00:0c:29:00:00:01"
                    dhcp4: false
                    addresses: ["10.0.0.7/22"]
                    gateway4: "10.0.0.1"
                    nameservers:
                      addresses: ["192.0.2.53"]
                      search: ["example.org"]
                  nic1:
                    match:
                      macaddress: "00:0c:29:00:00:02"
                    dhcp4: true
                    nameservers:
                      addresses: ["192.0.2.53"]
                      search: ["example.org"]
                """);
    }

    @Test
    void hostNamesAreMadeInEachWay() {
        assertThat(seed(spec(linux(CustomizationVirtualMachineName.builder().build())))
                        .metaData())
                .contains("\"Mywebserver\"");
        assertThat(seed(spec(linux(CustomizationPrefixName.builder().base("web").build())))
                        .metaData())
                .containsPattern("local-hostname: \"web-\\d+\"");
    }

    @Test
    void aScriptAndAPasswordGoIntoTheUserData() {
        CustomizationLinuxPrep prep = linux(fixed("web")).toBuilder()
                .scriptText("#!/bin/sh\necho \"$1\"")
                .timeZone("Europe/Berlin")
                .password(CustomizationPassword.builder()
                        .plainText(true)
                        .value("s3cret: #x")
                        .build())
                .build();
        assertThat(seed(spec(prep)).userData())
                .contains("timezone: \"Europe/Berlin\"\n")
                .contains("    root:s3cret: #x\n")
                .contains("runcmd:\n  - [sh, -c, \"#!/bin/sh\\necho \\\"$1\\\"\", customize, postcustomization]\n");
    }

    @Test
    void cloudInitsOwnIsHandedOn() {
        NoCloudSeed seed = seed(spec(CustomizationCloudinitPrep.builder()
                .metadata("local-hostname: x\n")
                .userdata("#!/bin/sh\ntrue\n")
                .build()));
        assertThat(seed.metaData()).isEqualTo("instance-id: \"i-7\"\nlocal-hostname: x\n");
        assertThat(seed.userData()).isEqualTo("#!/bin/sh\ntrue\n");
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertFault(InvalidArgument.class, spec(linux(fixed("no host"))));
        assertFault(
                InvalidArgument.class,
                spec(linux(CustomizationUnknownName.builder().build())));
        assertFault(InvalidArgument.class, spec(linux(fixed("a")), address("10.0.0.7", "255.0.255.0")));
        assertFault(InvalidArgument.class, spec(linux(fixed("a")), address("host.example.org", "255.0.0.0")));
        assertFault(
                InvalidArgument.class,
                spec(linux(fixed("a")).toBuilder().domain("x\nroot: y").build()));
        CustomizationIPSettings any = address("10.0.0.7", "255.0.0.0");
        assertFault(NicSettingMismatch.class, spec(linux(fixed("a")), any, any, any));
        assertFault(
                CannotDecryptPasswords.class,
                spec(linux(fixed("a")).toBuilder()
                        .password(CustomizationPassword.builder()
                                .plainText(false)
                                .value("x")
                                .build())
                        .build()));
    }

    private static void assertFault(Class<?> type, CustomizationSpec spec) {
        assertThatThrownBy(() -> seed(spec))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        failed -> assertThat(failed.fault()).isInstanceOf(type));
    }
}
