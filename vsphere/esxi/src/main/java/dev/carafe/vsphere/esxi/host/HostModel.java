package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.HostFacts;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import java.util.List;

/**
 * What stays the same while a host agent runs.
 *
 * @param name the host's, as its clients see it
 * @param port the agent's
 * @param uuid this host's own, which no other has: not the firmware's, since several agents may share a machine
 * @param about the product
 */
record HostModel(
        String name,
        int port,
        String uuid,
        HostCertificate certificate,
        HostFacts facts,
        HostQemu qemu,
        AboutInfo about) {
    /** What vSphere's API this host is made after. */
    static final String API_VERSION = "9.0.0.0";

    /** Versions that it announces, the preferred one first. */
    static final List<String> VERSIONS = List.of(API_VERSION, "8.0.3.0");

    /** The oldest version that it answers in. */
    static final String OLDEST_VERSION = "6.5";

    /**
     * What the product says of itself. Tools tell a host from a vCenter by {@code apiType}, and a kind of host from another by
     * {@code productLineId}: these are the namesake's. Name, vendor and build are the truth.
     */
    static AboutInfo about(String build, HostQemu qemu) {
        String version = "9.0.0";
        return AboutInfo.builder()
                .name("Carafe ESXi")
                .fullName("Carafe ESXi " + version + " build-" + build + " " + qemu.name())
                .vendor("Carafe")
                .version(version)
                .build(build)
                .localeVersion("INTL")
                .localeBuild("000")
                .osType("vmnix-x86")
                .productLineId("embeddedEsx")
                .apiType("HostAgent")
                .apiVersion(API_VERSION)
                .licenseProductName("Carafe")
                .licenseProductVersion(version)
                .build();
    }
}
