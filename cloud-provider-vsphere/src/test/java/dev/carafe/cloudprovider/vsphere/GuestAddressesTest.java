package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cloudprovider.vsphere.VirtualMachine.GuestNic;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GuestAddressesTest {
    private static final List<String> IPV4 = List.of("ipv4");

    private static VirtualMachine machine(Map<String, String> extraConfig, GuestNic... nics) {
        return new VirtualMachine(
                "vc", "vm-1", "u", "guest", true, 1, 1024, "ubuntu64Guest", List.of(nics), extraConfig);
    }

    private static GuestNic nic(String network, String... addresses) {
        return new GuestNic(network, 4000, List.of(addresses));
    }

    private static List<String> chosen(VSphereConfig.Nodes nodes, List<String> families, GuestNic... nics)
            throws IOException {
        return chosen(nodes, families, machine(Map.of(), nics));
    }

    private static List<String> chosen(VSphereConfig.Nodes nodes, List<String> families, VirtualMachine machine)
            throws IOException {
        return new GuestAddresses(nodes)
                .of(machine, families).stream()
                        .map(address -> address.type() + "=" + address.address())
                        .toList();
    }

    private static VSphereConfig.Nodes ranges(String internal, String external) {
        return new VSphereConfig.Nodes(internal, external, "", "", "", "");
    }

    private static VSphereConfig.Nodes networks(String internal, String external) {
        return new VSphereConfig.Nodes("", "", internal, external, "", "");
    }

    @Test
    void withoutRulesTheFirstAddressIsBoth() throws IOException {
        assertThat(chosen(VSphereConfig.Nodes.NONE, IPV4, nic("a", "10.0.0.1", "10.0.0.2")))
                .containsExactly("Hostname=guest", "InternalIP=10.0.0.1", "ExternalIP=10.0.0.1");
    }

    @Test
    void whatIsOnlyTheGuestsOwnIsPassedOver() throws IOException {
        assertThat(chosen(
                        VSphereConfig.Nodes.NONE,
                        IPV4,
                        new GuestNic("docker", -1, List.of("172.17.0.1")),
                        nic("a", "127.0.0.1", "169.254.1.1", "fe80::1", "0.0.0.0", "nonsense", "10.0.0.3")))
                .containsExactly("Hostname=guest", "InternalIP=10.0.0.3", "ExternalIP=10.0.0.3");
    }

    @Test
    void rangesComeBeforeNetworksAndInTheirOrder() throws IOException {
        GuestNic[] nics = {nic("Private", "10.1.0.1", "10.2.0.1"), nic("Public", "203.0.113.1")};
        assertThat(chosen(ranges("10.2.0.0/16,10.1.0.0/16", "203.0.113.0/24"), IPV4, nics))
                .containsExactly("Hostname=guest", "InternalIP=10.2.0.1", "ExternalIP=203.0.113.1");
        assertThat(chosen(networks("private", "PUBLIC"), IPV4, nics))
                .containsExactly("Hostname=guest", "InternalIP=10.1.0.1", "ExternalIP=203.0.113.1");
        assertThat(chosen(new VSphereConfig.Nodes("10.2.0.0/16", "", "Public", "Public", "", ""), IPV4, nics))
                .containsExactly("Hostname=guest", "InternalIP=10.2.0.1", "ExternalIP=203.0.113.1");
        assertThat(chosen(ranges("10.1.0.0/16", "198.51.100.0/24"), IPV4, nics))
                .as("one that is found is enough")
                .containsExactly("Hostname=guest", "InternalIP=10.1.0.1");
    }

    @Test
    void excludedRangesAreNeverChosen() throws IOException {
        VSphereConfig.Nodes nodes = new VSphereConfig.Nodes("", "", "", "", "10.0.0.0/24", "10.0.1.0/24");
        assertThat(chosen(nodes, IPV4, nic("a", "10.0.0.1", "10.0.1.1")))
                .containsExactly("Hostname=guest", "InternalIP=10.0.1.1", "ExternalIP=10.0.0.1");
    }

    @Test
    void eachFamilyIsChosenInItsOrder() throws IOException {
        assertThat(chosen(VSphereConfig.Nodes.NONE, List.of("ipv6", "ipv4"), nic("a", "10.0.0.1", "fd00::1")))
                .containsExactly(
                        "Hostname=guest",
                        "InternalIP=fd00::1",
                        "ExternalIP=fd00::1",
                        "InternalIP=10.0.0.1",
                        "ExternalIP=10.0.0.1");
        assertThatThrownBy(() -> chosen(VSphereConfig.Nodes.NONE, List.of("ipv6"), nic("a", "10.0.0.1")))
                .hasMessage("unable to find suitable IP address for node guest with IP family ipv6");
    }

    @Test
    void aGuestThatSaysTooLittleIsToldSo() {
        assertThatThrownBy(() -> chosen(VSphereConfig.Nodes.NONE, IPV4)).hasMessage("VM GuestNicInfo is empty");
        VirtualMachine nameless =
                new VirtualMachine("vc", "vm-1", "u", "", true, 1, 1024, "", List.of(nic("a", "10.0.0.1")), Map.of());
        assertThatThrownBy(() -> chosen(VSphereConfig.Nodes.NONE, IPV4, nameless))
                .hasMessage("VM Guest hostname is empty");
        assertThatThrownBy(() -> chosen(networks("x", "y"), IPV4, nic("a", "10.0.0.1")))
                .hasMessage("unable to find suitable IP address for node");
        assertThatThrownBy(() -> chosen(VSphereConfig.Nodes.NONE, IPV4, nic("a", "127.0.0.1")))
                .hasMessageContaining("after filtering out localhost IPs");
        assertThatThrownBy(() -> chosen(ranges("10.0.0.0", ""), IPV4, nic("a", "10.0.0.1")))
                .hasMessage("invalid CIDR address: 10.0.0.0");
    }

    private static final String NETWORK = """
            ethernets:
              id0:
                set-name: eth0
                addresses: [10.0.0.3/24, "fd00::3/64"]
              id1: {addresses: [10.0.0.2/24]}
            """;

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Map<String, String> guestinfo(String yaml) {
        return Map.of(
                "guestinfo.metadata",
                base64(yaml.getBytes(StandardCharsets.UTF_8)),
                "guestinfo.metadata.encoding",
                "base64");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void addressesThatCloudInitGaveComeFirst() throws IOException {
        List<Map<String, String>> forms = List.of(
                guestinfo("network:\n" + NETWORK.indent(2)),
                guestinfo("network.encoding: base64\nnetwork: " + base64(NETWORK.getBytes(StandardCharsets.UTF_8))),
                guestinfo("network.encoding: gz+b64\nnetwork: " + base64(gzip(NETWORK))));
        for (Map<String, String> form : forms) {
            assertThat(chosen(
                            VSphereConfig.Nodes.NONE,
                            List.of("ipv4", "ipv6"),
                            machine(form, nic("a", "10.0.0.9", "fd00::9", "10.0.0.2", "10.0.0.3", "fd00:0::3"))))
                    .containsExactly(
                            "Hostname=guest",
                            "InternalIP=10.0.0.3",
                            "ExternalIP=10.0.0.3",
                            "InternalIP=fd00:0::3",
                            "ExternalIP=fd00:0::3");
        }
    }

    @Test
    void metadataThatNobodyCanReadIsAnError() {
        for (Map<String, String> form : List.of(
                guestinfo("{"),
                guestinfo("network.encoding: gz+b64\nnetwork: " + base64(new byte[] {1, 2, 3})),
                guestinfo("network.encoding: b64\nnetwork: a"))) {
            assertThatThrownBy(() -> chosen(VSphereConfig.Nodes.NONE, IPV4, machine(form, nic("a", "10.0.0.9"))))
                    .isInstanceOf(IOException.class);
        }
    }
}
