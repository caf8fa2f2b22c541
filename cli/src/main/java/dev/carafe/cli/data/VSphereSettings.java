package dev.carafe.cli.data;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * What was chosen for the vSphere half of a cloud.
 *
 * @param wanted whether the cloud has a host for virtual machines and a vCenter
 * @param vcenterPort the vCenter's port
 * @param esxiPort the host's port
 * @param hosts how many hosts there are, each a process with a network namespace and an address of its own; 0 for one in the
 *     cloud's own process
 */
public record VSphereSettings(boolean wanted, int vcenterPort, int esxiPort, int hosts) {
    /** The vCenter's port unless chosen otherwise; a small machine may serve its own pages on 443. */
    public static final int VCENTER_PORT = 8443;

    /** The host's port unless chosen otherwise. */
    public static final int ESXI_PORT = 8444;

    /** On the usual ports. */
    public static VSphereSettings usual(boolean wanted) {
        return new VSphereSettings(wanted, VCENTER_PORT, ESXI_PORT, 0);
    }

    Struct toStruct() {
        return Struct.builder()
                .put("wanted", wanted)
                .put("vcenterPort", (long) vcenterPort)
                .put("esxiPort", (long) esxiPort)
                .put("hosts", (long) hosts)
                .build();
    }

    /** A cloud of before there was a choice has none. */
    static VSphereSettings of(Struct cloud) {
        if (!(cloud.get("vsphere") instanceof Struct json)) {
            return usual(false);
        }
        return new VSphereSettings(
                Boolean.TRUE.equals(json.get("wanted")),
                Settings.number(json, "vcenterPort", VCENTER_PORT),
                Settings.number(json, "esxiPort", ESXI_PORT),
                Settings.number(json, "hosts", 0));
    }
}
