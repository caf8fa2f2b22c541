package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.vim25.BoolPolicy;
import dev.carafe.vsphere.vim.vim25.DVPortSetting;
import dev.carafe.vsphere.vim.vim25.DVSCapability;
import dev.carafe.vsphere.vim.vim25.DVSContactInfo;
import dev.carafe.vsphere.vim.vim25.DVSFeatureCapability;
import dev.carafe.vsphere.vim.vim25.DVSNameArrayUplinkPortPolicy;
import dev.carafe.vsphere.vim.vim25.DVSPolicy;
import dev.carafe.vsphere.vim.vim25.DVSSecurityPolicy;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchProductSpec;
import dev.carafe.vsphere.vim.vim25.LinkDiscoveryProtocolConfig;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigInfo;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortgroupPolicy;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchVlanIdSpec;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What distributed switches and port groups are set to when nobody says otherwise. */
public final class SwitchDefaults {
    /** How many ports a port group has. */
    public static final int PORTS = 8;

    private static final int MTU = 1500;
    private static final int UPLINKS = 4;
    private static final String VERSION = "9.0.0";

    private SwitchDefaults() {}

    static VMwareDVSConfigInfo config(String name, String uuid, Instant now) {
        return VMwareDVSConfigInfo.builder()
                .uuid(uuid)
                .name(name)
                .numStandalonePorts(0)
                .numPorts(0)
                .maxPorts(Integer.MAX_VALUE)
                .uplinkPortPolicy(DVSNameArrayUplinkPortPolicy.builder()
                        .uplinkPortName(uplinks())
                        .build())
                .defaultPortConfig(portSetting())
                .productInfo(product())
                .policy(DVSPolicy.builder()
                        .autoPreInstallAllowed(false)
                        .autoUpgradeAllowed(false)
                        .partialUpgradeAllowed(false)
                        .build())
                .configVersion("1")
                .contact(DVSContactInfo.builder().build())
                .createTime(now)
                .networkResourceManagementEnabled(false)
                .maxMtu(MTU)
                .linkDiscoveryProtocolConfig(LinkDiscoveryProtocolConfig.builder()
                        .protocol("cdp")
                        .operation("listen")
                        .build())
                .build();
    }

    private static List<String> uplinks() {
        return IntStream.rangeClosed(1, UPLINKS)
                .mapToObj(number -> "Uplink " + number)
                .toList();
    }

    public static DistributedVirtualSwitchProductSpec product() {
        return DistributedVirtualSwitchProductSpec.builder()
                .name("DVS")
                .vendor("VMware, Inc.")
                .version(VERSION)
                .forwardingClass("etherswitch")
                .build();
    }

    public static DVSCapability capability() {
        return DVSCapability.builder()
                .dvsOperationSupported(true)
                .dvPortGroupOperationSupported(true)
                .dvPortOperationSupported(false)
                .featuresSupported(DVSFeatureCapability.builder()
                        .networkResourceManagementSupported(false)
                        .vmDirectPathGen2Supported(false)
                        .build())
                .build();
    }

    private static DVPortSetting portSetting() {
        return VMwareDVSPortSetting.builder()
                .blocked(no())
                .vlan(new VmwareDistributedVirtualSwitchVlanIdSpec(false, 0))
                .securityPolicy(DVSSecurityPolicy.builder()
                        .inherited(false)
                        .allowPromiscuous(no())
                        .macChanges(no())
                        .forgedTransmits(no())
                        .build())
                .build();
    }

    private static BoolPolicy no() {
        return new BoolPolicy(false, false);
    }

    static VMwareDVSPortgroupPolicy portgroupPolicy() {
        return VMwareDVSPortgroupPolicy.builder()
                .blockOverrideAllowed(true)
                .shapingOverrideAllowed(false)
                .vendorConfigOverrideAllowed(false)
                .livePortMovingAllowed(false)
                .portConfigResetAtDisconnect(true)
                .vlanOverrideAllowed(false)
                .uplinkTeamingOverrideAllowed(false)
                .securityPolicyOverrideAllowed(false)
                .build();
    }
}
