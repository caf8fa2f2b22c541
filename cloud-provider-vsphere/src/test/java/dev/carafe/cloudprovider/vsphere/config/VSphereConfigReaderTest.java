package dev.carafe.cloudprovider.vsphere.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig.VirtualCenter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VSphereConfigReaderTest {
    private static final String YAML = """
            global:
              user: admin
              password: 012345
              port: 8443
              insecureFlag: true
              datacenters:
                - dc-a
                - dc-b
              thumbprint: AB:CD
              ipFamily: [ipv6, ipv4]
            vcenter:
              east:
                server: east.example.com
              west:
                server: 10.0.0.2
                user: other
                password: "se cret"
                port: 443
                datacenters: [dc-w]
                secretName: own
                secretNamespace: kube-system
                soapRoundtripCount: 5
            labels:
              region: k8s-region
              zone: k8s-zone
            nodes:
              internalNetworkSubnetCidr: 10.0.0.0/8
              externalVmNetworkName: Public
              excludeInternalNetworkSubnetCidr: 10.9.0.0/16,fd00::/8
            """;

    private static final String INI = """
            ; everything in the older form
            [Global]
            user = admin
            password = "012345"   # digits stay as they are
            port = 8443
            insecure-flag
            datacenters = dc-a, dc-b
            thumbprint = AB:CD
            ip-family = ipv6,ipv4

            [VirtualCenter "east"]
            server = east.example.com
            [virtualcenter "west"]
            server = 10.0.0.2
            User = other
            password = "se cret"
            port = 443
            datacenters = dc-w
            secret-name = own
            secret-namespace = \\
            kube-system
            soap-roundtrip-count = 5
            [Labels]
            region = k8s-region
            zone = k8s-zone
            [Nodes]
            internal-network-subnet-cidr = 10.0.0.0/8
            external-vm-network-name = Public
            exclude-internal-network-subnet-cidr = "10.9.0.0/16,fd00::/8"
            [Elsewhere]
            nobody = asks
            """;

    private static VSphereConfig read(String text) throws ConfigException {
        return VSphereConfigReader.read(text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static VirtualCenter center(VSphereConfig config, String name) {
        return Objects.requireNonNull(config.virtualCenters().get(name), name);
    }

    @Test
    void bothFormsSayTheSame() throws ConfigException {
        VSphereConfig config = read(YAML);
        assertThat(read(INI)).isEqualTo(config);
        assertThat(center(config, "east"))
                .isEqualTo(new VirtualCenter(
                        "east",
                        "east.example.com",
                        8443,
                        "admin",
                        "012345",
                        true,
                        List.of("dc-a", "dc-b"),
                        3,
                        "",
                        "AB:CD",
                        "",
                        "",
                        "",
                        List.of("ipv6", "ipv4")));
        VirtualCenter west = center(config, "west");
        assertThat(west.secretRef()).isEqualTo("kube-system/own");
        assertThat(west.datacenters()).containsExactly("dc-w");
        assertThat(west.soapRoundtripCount()).isEqualTo(5);
        assertThat(config.labels()).isEqualTo(new VSphereConfig.Labels("k8s-zone", "k8s-region"));
        assertThat(config.nodes())
                .isEqualTo(new VSphereConfig.Nodes("10.0.0.0/8", "", "", "Public", "10.9.0.0/16,fd00::/8", ""));
        assertThat(config.toString()).doesNotContain("012345").doesNotContain("se cret");
    }

    @Test
    void oneVCenterMayBeSaidInGlobalAlone() throws ConfigException {
        VirtualCenter only = center(read("""
                global: {server: vc.example.com, secretName: creds, secretNamespace: kube-system}
                """), "vc.example.com");
        assertThat(only.server()).isEqualTo("vc.example.com");
        assertThat(only.port()).isEqualTo(443);
        assertThat(only.secretRef()).isEqualTo("kube-system/creds");
        assertThat(center(read("""
                global: {secretName: creds, secretNamespace: kube-system}
                vcenter: {a: {server: s}}
                """), "a").secretRef()).isEqualTo("Global");
        assertThat(only.ipFamilyPriority()).containsExactly("ipv4");
        assertThat(center(read("[Global]\nuser=u\npassword=p\n[VirtualCenter \"10.0.0.1\"]\n"), "10.0.0.1")
                        .server())
                .as("in the INI form a vCenter's name is its server")
                .isEqualTo("10.0.0.1");
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() throws ConfigException {
        VSphereConfig config = VSphereConfigReader.read(
                YAML.getBytes(StandardCharsets.UTF_8),
                Map.of("VSPHERE_LABEL_ZONE", "z", "VSPHERE_NODES_EXTERNAL_VM_NETWORK_NAME", "Other"));
        assertThat(config.labels()).isEqualTo(new VSphereConfig.Labels("z", "k8s-region"));
        assertThat(config.nodes().externalVmNetworkName()).isEqualTo("Other");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .as(text)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotBeUsedIsToldInUpstreamsWords() {
        assertRefused("", "no vSphere cloud provider config file given");
        assertRefused("global: {user: u, password: p}", "No Virtual Center hosts defined");
        assertRefused("[Global]\nuser = u\n", "No Virtual Center hosts defined");
        assertRefused(
                "vcenter: {a: {user: u, password: p}}",
                "vsphere.conf does not have the VirtualCenter IP address specified");
        assertRefused("vcenter: {a: {server: s, password: p}}", "Username is missing");
        assertRefused("vcenter: {a: {server: s, user: u}}", "Password is missing");
        assertRefused("[VirtualCenter \"s\"]\nuser=u\n", "Password is missing");
        assertRefused("vcenter: {a: {server: s, user: u, password: p, ipFamily: [ipx]}}", "Invalid IP Family type");
        assertRefused("vcenter: {a: {server: s, user: u, password: p, port: x}}", "\"x\" is no number");
        assertRefused("global: {insecureFlag: maybe}\nvcenter: {a: {server: s, user: u, password: p}}", "maybe");
        assertRefused("vcenter: [a]", "vcenter is no mapping");
        assertRefused("[Global\nuser=u", "ReadConfig failed.  YAML=[yaml: ");
        assertRefused("[Global]\nuser=\"u", "string not terminated");
        assertRefused("[Global]\nuser=\"\\u\"", "unknown escape sequence");
        assertRefused("[Global]\n= x", "expected variable name");
        assertRefused("user = u\n[Global]", "line 1: expected section header");
    }

    @Test
    void whatIsWrittenAsNothingIsNothing() {
        assertRefused("vcenter: {a: {server: s, user: ~, password: p}}", "Username is missing");
        assertRefused("vcenter: {a: {server: s, user: u, password: null}}", "Password is missing");
        assertRefused("vcenter: {a: {server: s}, a: {server: t}}", "key \"a\" already set in map");
        assertRefused("vcenter: &v {a: *v}", "yaml: ");
        assertRefused("global: " + "[".repeat(40) + "]".repeat(40), "yaml: exceeded max depth");
    }

    @Test
    void aSecretAndAFolderAtOnceAreNeither() {
        assertRefused("""
                global: {secretName: a, secretNamespace: b, secretsDirectory: /etc/cloud/secrets}
                vcenter: {a: {server: s}}
                """, "Username is missing");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noTextDoesMoreThanFail(long seed) {
        Random random = new Random(seed);
        String letters = "[]{}\"'\\=:;#&*!|>-, \n\tavGlobal";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length >= 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String given = random.nextBoolean() ? text.toString() : YAML.replace("dc-a", text);
            try {
                read(given);
            } catch (ConfigException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, given).isNotBlank();
            }
        }
    }
}
