package dev.carafe.vsphere.esxi.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.network.NetworkException.Kind;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    private static final KernelFeatures PLAIN = new KernelFeatures(false, false, true, Optional.empty());
    private static final KernelFeatures FILTERING = new KernelFeatures(true, true, true, Optional.empty());
    private static final LinkState NOTHING = new LinkState(Map.of());
    private static final Gateway GATEWAY =
            Gateway.of(Ipv4Subnet.parse("192.168.100.0/24").orElseThrow());

    private static VirtualSwitch virtualSwitch(String name, int index, Optional<String> uplink) {
        return new VirtualSwitch(name, index, 1500, 128, uplink, SecurityPolicy.STRICT);
    }

    private static PortGroup group(String name, String on, int vlan, Optional<Gateway> gateway) {
        return new PortGroup(name, on, vlan, Optional.empty(), gateway);
    }

    private static Plug plug(String tap, String portGroup) {
        return new Plug(new Plug.Tap(tap, Machines.mac("00:0c:29:aa:bb:cc")), portGroup);
    }

    private static NetworkConfig standard() throws NetworkException {
        return NetworkConfig.empty("1a2b")
                .addSwitch(virtualSwitch("vSwitch0", 0, Optional.empty()))
                .addPortGroup(group("VM Network", "vSwitch0", 0, Optional.of(GATEWAY)))
                .addPortGroup(group("web", "vSwitch0", 20, Optional.empty()))
                .plug(plug("carafe1a2bt0000", "VM Network"));
    }

    private static List<String> commands(NetworkConfig config, KernelFeatures kernel, LinkState state) {
        return LinkChange.commands(NetworkPlan.of(config, kernel), state).stream()
                .map(command -> String.join(" ", command))
                .toList();
    }

    private static LinkState state(String links) throws Exception {
        return LinkState.parse("[" + links + "]", "[]");
    }

    @Test
    void withoutVlanFilteringEachVlanIsABridge() throws Exception {
        String tap = "{\"ifname\":\"carafe1a2bt0000\",\"mtu\":1500,\"flags\":[],\"inet6_addr_gen_mode\":\"eui64\"}";
        assertThat(commands(standard(), PLAIN, state(tap)))
                .satisfies(commands -> assertThat(commands.getFirst())
                        .startsWith("ip link add name carafe1a2bb0000 address 02:ca:")
                        .endsWith("type bridge stp_state 0 forward_delay 0 mcast_snooping 0"))
                .contains(
                        "ip link set dev carafe1a2bb0000 addrgenmode none",
                        "ip address add 192.168.100.1/24 dev carafe1a2bb0000",
                        "ip link set dev carafe1a2bb0000 up",
                        "ip link set dev carafe1a2bb0014 up",
                        "ip link set dev carafe1a2bt0000 master carafe1a2bb0000",
                        "ip link set dev carafe1a2bt0000 up");
    }

    @Test
    void whatIsSoAlreadyNeedsNoCommand() throws Exception {
        LinkState already = state("""
                {"ifname":"lo","mtu":65536,"flags":["UP"]},
                {"ifname":"eth0","mtu":1500,"flags":["UP"],"addr_info":[{"family":"inet","local":"10.0.0.5","prefixlen":24}]},
                {"ifname":"carafe1a2bb0000","mtu":1500,"flags":["UP"],"inet6_addr_gen_mode":"none",
                 "addr_info":[{"family":"inet","local":"192.168.100.1","prefixlen":24}]},
                {"ifname":"carafe1a2bb0014","mtu":1500,"flags":["UP"],"inet6_addr_gen_mode":"none"},
                {"ifname":"carafe1a2bt0000","mtu":1500,"flags":["UP"],"inet6_addr_gen_mode":"none","master":"carafe1a2bb0000"}
                """);
        assertThat(commands(standard(), PLAIN, already)).isEmpty();
    }

    @Test
    void whatIsLeftOverGoesAndWhatIsNotOursStays() throws Exception {
        LinkState state = state("""
                {"ifname":"eth1","mtu":1500,"flags":["UP"],"master":"carafe1a2bb0000"},
                {"ifname":"eth2","mtu":1500,"flags":["UP"],"master":"br-other"},
                {"ifname":"carafeffffb0000","mtu":1500,"flags":["UP"]},
                {"ifname":"carafe1a2bt000z","mtu":1500,"flags":["UP"]},
                {"ifname":"carafe1a2bb0099","mtu":1500,"flags":["UP"]}
                """);
        assertThat(commands(standard(), PLAIN, state))
                .filteredOn(command -> command.contains(" del ") || command.contains("nomaster"))
                .containsExactly(
                        "ip link del dev carafe1a2bb0099",
                        "ip link del dev carafe1a2bt000z",
                        "ip link set dev eth1 nomaster");
        assertThat(LinkChange.removal(new LinkNames("1a2b"), state)).hasSize(2);
    }

    @Test
    void anUplinksVlansAreDevicesWhereBridgesDoNotFilter() throws Exception {
        NetworkConfig config = NetworkConfig.empty("1a2b")
                .addSwitch(virtualSwitch("vSwitch0", 1, Optional.of("eth1")))
                .addPortGroup(group("web", "vSwitch0", 20, Optional.empty()));
        KernelFeatures devices = new KernelFeatures(false, true, true, Optional.empty());
        LinkState state = state("{\"ifname\":\"eth1\",\"mtu\":1500,\"flags\":[\"UP\"]}");
        assertThat(commands(config, devices, state))
                .contains(
                        "ip link set dev eth1 master carafe1a2bb1000",
                        "ip link add link eth1 name carafe1a2bu1014 type vlan id 20",
                        "ip link set dev carafe1a2bu1014 master carafe1a2bb1014");
        assertThatThrownBy(() -> NetworkCheck.feasible(config, PLAIN))
                .isInstanceOfSatisfying(
                        NetworkException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining("untagged frames (VLAN 0) only");
    }

    @Test
    void withVlanFilteringASwitchIsOneBridge() throws Exception {
        NetworkConfig config = standard()
                .addPortGroup(group("trunk", "vSwitch0", PortGroup.TRUNK, Optional.empty()))
                .plug(plug("carafe1a2bt0001", "web"))
                .plug(plug("carafe1a2bt0002", "trunk"));
        LinkState state = state("""
                {"ifname":"carafe1a2bt0000","mtu":1500,"flags":[]},
                {"ifname":"carafe1a2bt0001","mtu":1500,"flags":[]},
                {"ifname":"carafe1a2bt0002","mtu":1500,"flags":[]}
                """);
        assertThat(commands(config, FILTERING, state))
                .satisfies(commands -> assertThat(commands.getFirst()).endsWith("vlan_filtering 1 vlan_default_pvid 0"))
                .contains(
                        "bridge vlan add dev carafe1a2bb0000 vid 4094 self",
                        "ip link add link carafe1a2bb0000 name carafe1a2bg0000 type vlan id 4094",
                        "ip address add 192.168.100.1/24 dev carafe1a2bg0000",
                        "bridge vlan add dev carafe1a2bt0000 vid 4094 pvid untagged",
                        "bridge vlan add dev carafe1a2bt0001 vid 20 pvid untagged",
                        "bridge vlan add dev carafe1a2bt0002 vid 1-4093",
                        "bridge vlan add dev carafe1a2bt0002 vid 4094 pvid untagged");
    }

    @Test
    void aPortThatChangesItsVlanLosesTheOldOne() throws Exception {
        NetworkConfig config = standard().plug(plug("carafe1a2bt0000", "web"));
        LinkState state = LinkState.parse(
                """
                [{"ifname":"carafe1a2bt0000","mtu":1500,"flags":["UP"],"inet6_addr_gen_mode":"none","master":"carafe1a2bb0000"}]
                """,
                "[{\"ifname\":\"carafe1a2bt0000\",\"vlans\":[{\"vlan\":4094,\"flags\":[\"PVID\",\"Egress Untagged\"]}]}]");
        assertThat(commands(config, FILTERING, state))
                .filteredOn(command -> command.contains("carafe1a2bt0000"))
                .containsExactly(
                        "bridge vlan del dev carafe1a2bt0000 vid 4094",
                        "bridge vlan add dev carafe1a2bt0000 vid 20 pvid untagged");
    }

    @Test
    void namesFitIntoTheKernelsFifteenCharacters() {
        LinkNames names = new LinkNames("ffff");
        assertThat(List.of(
                        names.bridge(35, 4095),
                        names.tap(LinkNames.TAPS - 1),
                        names.uplinkVlan(35, 4095),
                        names.gateway(35, 4095)))
                .allSatisfy(name -> assertThat(name).hasSize(15).startsWith("carafeffff"));
    }

    @Test
    void whatDoesNotHoldTogetherIsRefused() throws Exception {
        NetworkConfig config = standard();
        assertThatThrownBy(() -> config.removePortGroup("VM Network"))
                .hasMessageContaining("1 connected network cards");
        assertThatThrownBy(() -> config.removeSwitch("vSwitch0")).hasMessageContaining("remove it first");
        assertThatThrownBy(() -> config.addPortGroup(group("web", "vSwitch0", 0, Optional.empty())))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> config.addPortGroup(group("x", "vSwitch9", 0, Optional.empty())))
                .hasMessageContaining("there is no virtual switch \"vSwitch9\"");
        assertThatThrownBy(() -> config.addPortGroup(group("x", "vSwitch0", 4096, Optional.empty())))
                .hasMessageContaining("0 to 4095");
        assertThatThrownBy(() -> config.addPortGroup(group("x", "vSwitch0", 7, Optional.of(GATEWAY))))
                .hasMessageContaining("meets");
        assertThatThrownBy(() -> config.addSwitch(virtualSwitch("a", 1, Optional.of("-evil"))))
                .hasMessageContaining("cannot be an uplink");
        assertThatThrownBy(() -> config.plug(plug("carafe1a2bt0009", "nowhere")))
                .hasMessageContaining("there is no port group \"nowhere\"");
    }

    @Test
    void cardsFollowTheirPortGroupToItsNewName() throws Exception {
        NetworkConfig renamed =
                standard().updatePortGroup("VM Network", group("prod", "vSwitch0", 30, Optional.empty()));
        assertThat(renamed.plugs()).extracting(Plug::portGroup).containsExactly("prod");
        assertThat(NetworkPlan.of(renamed, PLAIN).ports().get("carafe1a2bt0000"))
                .extracting(NetworkPlan.Port::bridge)
                .isEqualTo("carafe1a2bb001e");
    }

    @Test
    void guestsSendByTheirOwnAddressUnlessTheirPolicyAllowsOthers() throws Exception {
        assertThat(NetworkPlan.of(standard(), PLAIN).rules())
                .contains(
                        "iifname \"carafe1a2bt0000\" ether saddr != 00:0c:29:aa:bb:cc drop",
                        "@th,288,48 != 0x000c29aabbcc drop");
        NetworkConfig free = standard()
                .updatePortGroup(
                        "VM Network",
                        new PortGroup(
                                "VM Network",
                                "vSwitch0",
                                0,
                                Optional.of(new SecurityPolicy(true, true)),
                                Optional.of(GATEWAY)));
        assertThat(NetworkPlan.of(free, PLAIN).rules()).doesNotContain("ether saddr");
    }

    @Test
    void aConfigurationOutlivesBeingWrittenDown() throws Exception {
        NetworkConfig config = standard().addSwitch(virtualSwitch("out", 3, Optional.of("eth1")));
        assertThat(NetworkConfigCodec.decode(NetworkConfigCodec.encode(config))).isEqualTo(config);
        assertThat(LinkChange.commands(NetworkPlan.of(config, PLAIN), NOTHING)).isNotEmpty();
    }
}
