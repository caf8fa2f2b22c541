package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestOsIdentifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A guest operating system that a machine can be made for.
 *
 * @param id {@code VirtualMachineGuestOsIdentifier}
 * @param fullName as it is shown
 * @param family {@code VirtualMachineGuestOsFamily}
 */
record GuestOs(String id, String fullName, String family) {
    static final String OTHER = "otherGuest";

    private static final String LINUX = "linuxGuest";
    private static final String WINDOWS = "windowsGuest";
    private static final String REST = "otherGuestFamily";
    private static final int MODERN_MEMORY_MIB = 1024;
    private static final int OLD_MEMORY_MIB = 256;

    private record Family(String prefix, String name, String family) {}

    /** How identifiers begin, and the names of what begins so; the first that fits counts. */
    private static final List<Family> FAMILIES = List.of(
            new Family("debian", "Debian GNU/Linux", LINUX),
            new Family("ubuntu", "Ubuntu Linux", LINUX),
            new Family("rhel", "Red Hat Enterprise Linux", LINUX),
            new Family("redhat", "Red Hat Linux", LINUX),
            new Family("centos", "CentOS", LINUX),
            new Family("rockylinux", "Rocky Linux", LINUX),
            new Family("almalinux", "AlmaLinux", LINUX),
            new Family("oracleLinux", "Oracle Linux", LINUX),
            new Family("opensuse", "SUSE openSUSE", LINUX),
            new Family("sles", "SUSE Linux Enterprise", LINUX),
            new Family("suse", "SUSE Linux", LINUX),
            new Family("fedora", "Red Hat Fedora", LINUX),
            new Family("coreos", "CoreOS Linux", LINUX),
            new Family("flatcar", "Flatcar Container Linux", LINUX),
            new Family("vmwarePhoton", "VMware Photon OS", LINUX),
            new Family("amazonlinux", "Amazon Linux", LINUX),
            new Family("asianux", "Asianux", LINUX),
            new Family("miraclelinux", "MIRACLE LINUX", LINUX),
            new Family("pardus", "Pardus", LINUX),
            new Family("mandrake", "Mandrake Linux", LINUX),
            new Family("mandriva", "Mandriva Linux", LINUX),
            new Family("turboLinux", "Turbolinux", LINUX),
            new Family("nld", "Novell Linux Desktop", LINUX),
            new Family("oes", "Open Enterprise Server", LINUX),
            new Family("sjds", "Sun Java Desktop System", LINUX),
            new Family("fusionos", "FusionOS", LINUX),
            new Family("prolinux", "ProLinux", LINUX),
            new Family("kylinlinux", "Kylin Linux Advanced Server", LINUX),
            new Family("crxPod", "CRX Pod", LINUX),
            new Family("crxSys", "CRX Sys", LINUX),
            new Family("other24xLinux", "Other 2.4.x Linux", LINUX),
            new Family("other26xLinux", "Other 2.6.x Linux", LINUX),
            new Family("other3xLinux", "Other 3.x Linux", LINUX),
            new Family("other4xLinux", "Other 4.x Linux", LINUX),
            new Family("other5xLinux", "Other 5.x Linux", LINUX),
            new Family("other6xLinux", "Other 6.x Linux", LINUX),
            new Family("other7xLinux", "Other 7.x Linux", LINUX),
            new Family("otherLinux", "Other Linux", LINUX),
            new Family("genericLinux", "Other Linux", LINUX),
            new Family("windows2022srvNext", "Microsoft Windows Server 2025", WINDOWS),
            new Family("windows2019srvNext", "Microsoft Windows Server 2022", WINDOWS),
            new Family("windows2019srv", "Microsoft Windows Server 2019", WINDOWS),
            new Family("windows9Server", "Microsoft Windows Server 2016", WINDOWS),
            new Family("windows8Server", "Microsoft Windows Server 2012", WINDOWS),
            new Family("windows7Server", "Microsoft Windows Server 2008 R2", WINDOWS),
            new Family("windows9", "Microsoft Windows 10", WINDOWS),
            new Family("windows", "Microsoft Windows", WINDOWS),
            new Family("winNet", "Microsoft Windows Server 2003", WINDOWS),
            new Family("winLonghorn", "Microsoft Windows Server 2008", WINDOWS),
            new Family("winVista", "Microsoft Windows Vista", WINDOWS),
            new Family("winXP", "Microsoft Windows XP", WINDOWS),
            new Family("win2000", "Microsoft Windows 2000", WINDOWS),
            new Family("win", "Microsoft Windows", WINDOWS),
            new Family("dos", "Microsoft MS-DOS", WINDOWS),
            new Family("freebsd", "FreeBSD", REST),
            new Family("solaris", "Oracle Solaris", "solarisGuest"),
            new Family("netware", "Novell NetWare", "netwareGuest"),
            new Family("darwin", "Apple macOS", "darwinGuestFamily"),
            new Family("vmkernel", "VMware ESXi", REST),
            new Family("", "Other", REST));

    private static final Map<String, GuestOs> ALL = all();

    static Optional<GuestOs> of(String id) {
        return Optional.ofNullable(ALL.get(id));
    }

    static List<GuestOs> list() {
        return List.copyOf(ALL.values());
    }

    /** How an identifier is shown, also one that is not known here. */
    static String fullName(String id) {
        return of(id).map(GuestOs::fullName).orElse(id);
    }

    static String family(String id) {
        return of(id).map(GuestOs::family).orElse(REST);
    }

    boolean wide() {
        return id.contains("64");
    }

    /** Nothing but BIOS boots everywhere; Windows 11 asks for EFI. */
    Firmware firmware() {
        return id.startsWith("windows11") || id.startsWith("windows12") || id.startsWith("windows2022srvNext")
                ? Firmware.EFI
                : Firmware.BIOS;
    }

    /** What a machine gets that does not say how much memory it wants. */
    int memoryMib() {
        return wide() ? MODERN_MEMORY_MIB : OLD_MEMORY_MIB;
    }

    private static Map<String, GuestOs> all() {
        Map<String, GuestOs> all = new LinkedHashMap<>();
        Stream.of(VirtualMachineGuestOsIdentifier.values())
                .filter(identifier -> identifier != VirtualMachineGuestOsIdentifier.UNRECOGNIZED)
                .map(VirtualMachineGuestOsIdentifier::wire)
                .forEach(id -> all.put(id, make(id)));
        return Map.copyOf(all);
    }

    private static GuestOs make(String id) {
        Family family = FAMILIES.stream()
                .filter(each -> id.startsWith(each.prefix()))
                .findFirst()
                .orElseThrow();
        boolean wide = id.contains("64");
        String rest = id.substring(family.prefix().length())
                .replace("Guest", "")
                .replace("_64", "")
                .replace("64", "")
                .replaceAll("\\W|_", "");
        String version = rest.matches("\\d+") ? " " + rest : "";
        return new GuestOs(id, family.name() + version + (wide ? " (64-bit)" : " (32-bit)"), family.family());
    }
}
